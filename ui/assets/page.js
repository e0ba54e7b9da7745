// What the page does in the browser: open citations in the panel, keys, copying, telling screen readers.
// HTML only ever comes from our own server, which escapes it; everything else is set as text.
(() => {
  "use strict";

  const $ = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  let opener = null; // the link that opened the panel; focus goes back to it
  let hint = null; // the panel's first content, shown again when it is closed
  let latest = 0; // number of the newest request, so that a slow older one never overwrites it

  const panel = () => $(".source-panel");
  const body = () => $(".source-body", panel());
  const isTyping = (target) => target.closest("input, textarea, select, [contenteditable='true'], [role='listbox']");
  const narrow = () => window.matchMedia("(max-width: 860px)").matches;

  async function open(link) {
    const request = ++latest;
    const address = new URL(link.href, document.baseURI);
    address.searchParams.set("fragment", "1");
    if (hint === null) hint = body().innerHTML;
    let html;
    try {
      const reply = await fetch(address, { credentials: "same-origin" });
      if (!reply.headers.get("content-type").startsWith("text/html")) throw new Error("not a page");
      html = await reply.text();
    } catch {
      html = '<p class="error" role="alert">Cannot open the source. Is the assistant still running?</p>';
    }
    if (request !== latest) return;
    if (link.isConnected && !panel().contains(link)) opener = link;
    body().innerHTML = html;
    $(".close", panel()).hidden = false;
    mark(opener);
    const cited = $("mark", body());
    panel().scrollTop = 0;
    if (narrow()) panel().scrollIntoView({ block: "start" });
    if (cited) reveal(cited);
    ($("h2", body()) || $(".close", panel())).focus({ preventScroll: true });
  }

  // The marked words come into sight below the heading, which stays.
  function reveal(cited) {
    const frame = panel();
    if (narrow()) {
      if (cited.getBoundingClientRect().bottom > window.innerHeight) cited.scrollIntoView({ block: "center" });
      return;
    }
    const heading = $("header", frame);
    const top = heading ? heading.getBoundingClientRect().bottom : frame.getBoundingClientRect().top;
    const below = cited.getBoundingClientRect().bottom - Math.min(window.innerHeight, frame.getBoundingClientRect().bottom);
    if (below > -24) frame.scrollTop += cited.getBoundingClientRect().top - top - 72;
  }

  function close() {
    if (hint === null || $(".close", panel()).hidden) return;
    latest++;
    body().innerHTML = hint;
    $(".close", panel()).hidden = true;
    mark(null);
    const back = opener && opener.isConnected ? opener : question();
    opener = null;
    if (back) back.focus();
  }

  function mark(link) {
    for (const chip of all("[aria-current]", $("#conversation"))) chip.removeAttribute("aria-current");
    if (link) link.setAttribute("aria-current", "true");
  }

  const question = () => $("#question textarea, #question input");

  function put(text) {
    const box = question();
    box.value = text;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
  }

  async function copy(button) {
    const status = $(".copied", button.parentElement);
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
    } catch {
      const area = document.createElement("textarea"); // where the clipboard is closed to pages without TLS
      area.value = button.dataset.copy;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
      button.focus();
    }
    status.textContent = "Copied.";
    setTimeout(() => (status.textContent = ""), 3000);
  }

  // The answer a number key means: the one whose citation is open, else the newest.
  function chipByNumber(number) {
    const answers = all("#conversation .answer");
    const answer = (opener && opener.isConnected && opener.closest(".answer")) || answers[answers.length - 1];
    return answer && $(`.chip[data-n="${number}"]`, answer);
  }

  document.addEventListener("click", (event) => {
    if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = event.target.closest(".chip, a.open");
    const button = event.target.closest("button");
    if (link && panel()) {
      event.preventDefault();
      open(link);
    } else if (button && button.matches(".close")) {
      close();
    } else if (button && button.matches(".copy")) {
      copy(button);
    } else if (button && button.dataset.ask) {
      put(button.dataset.ask);
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !panel()) return;
    if (event.key === "Escape") {
      close();
    } else if (/^[1-9]$/.test(event.key) && !isTyping(event.target)) {
      const chip = chipByNumber(event.key);
      if (chip) open(chip);
    }
  });

  // A finished answer is read out once; a new question is brought into sight.
  let told = null;
  let shown = 0;
  function follow() {
    const exchanges = all("#conversation .exchange");
    const last = exchanges[exchanges.length - 1];
    if (exchanges.length !== shown) {
      shown = exchanges.length;
      opener = null;
      if (last) last.scrollIntoView({ block: "start" });
    }
    if (!last || last.hasAttribute("aria-busy") || told === last.innerHTML) return;
    told = last.innerHTML;
    last.scrollIntoView({ block: "start" });
    $("#announcer").textContent = spoken(last);
  }

  function spoken(exchange) {
    const parts = all(".said, .support, .premise p, .refusal h3, .refusal .message, .error p, .as-of", exchange);
    return parts.map((part) => part.textContent.trim()).join(". ");
  }

  // Gradio's folding panels do not say whether they are open.
  function sayFolded() {
    for (const button of all(".fold > button")) {
      const open = String(button.classList.contains("open"));
      if (button.getAttribute("aria-expanded") !== open) button.setAttribute("aria-expanded", open);
    }
  }

  function begin() {
    const conversation = $("#conversation");
    if (!conversation || !panel()) return false;
    const announcer = document.createElement("div");
    announcer.id = "announcer";
    announcer.className = "only-heard";
    announcer.setAttribute("aria-live", "polite");
    document.body.append(announcer);
    new MutationObserver(follow).observe(conversation, { childList: true, subtree: true });
    const frame = { subtree: true, childList: true, attributes: true, attributeFilter: ["class"] };
    new MutationObserver(sayFolded).observe($("gradio-app"), frame);
    sayFolded();
    return true;
  }

  if (!begin()) {
    const waiting = new MutationObserver(() => begin() && waiting.disconnect());
    waiting.observe(document.documentElement, { childList: true, subtree: true });
  }
})();
