// Small ways to find things on the page.
export const $ = (selector, root = document) => root.querySelector(selector);
export const all = (selector, root = document) => [...root.querySelectorAll(selector)];
export const question = () => $("#question textarea, #question input");
export const isTyping = (target) => target.closest("input:not([type='checkbox']), textarea, select, [contenteditable='true'], [role='listbox']");

// Hand something to the server's handler of a panel; what it may be is checked there.
export const act = (from, detail) => from.dispatchEvent(new CustomEvent("act", { bubbles: true, detail }));
