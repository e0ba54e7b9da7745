// What the page does in the browser, and what it tells screen readers.
import { $, act, all } from "./dom.js";
import * as answers from "./answers.js";
import * as sources from "./sources.js";

// A finished answer is read out once; a new question is brought into sight.
let told = null;
let shown = 0;
function follow() {
  const exchanges = all("#conversation .exchange");
  const conversation = $("#conversation :is(.exchanges, .welcome)");
  if (conversation && !$("[aria-busy]", conversation)) address(conversation);
  const last = exchanges[exchanges.length - 1];
  if (exchanges.length !== shown) {
    shown = exchanges.length;
    if (last) last.scrollIntoView({ block: "start" });
  }
  if (!last || told === last.innerHTML) return;
  if (last.hasAttribute("aria-busy")) {
    const progress = $(".waiting", last);
    if (progress) tell(progress.textContent);
    return;
  }
  told = last.innerHTML;
  last.scrollIntoView({ block: "start" });
  tell(spoken(last));
}

function tell(text) {
  const announcer = $("#announcer");
  if (announcer.textContent !== text) announcer.textContent = text;
}

function spoken(exchange) {
  const parts = all(".said, .support, .premise p, .refusal h3, .refusal .message, .error p, .stopped, .as-of", exchange);
  return parts.map((part) => part.textContent.trim()).join(". ");
}

// Gradio's folding panels do not say whether they are open, and its places for files are named other than they read.
function sayFolded() {
  for (const button of all("button[aria-dropeffect]")) {
    const words = button.innerText.replace(/\s+/g, " ").trim();
    if (words && button.getAttribute("aria-label") !== words) button.setAttribute("aria-label", words);
  }
  for (const button of all(".fold > button")) {
    const open = String(button.classList.contains("open"));
    if (button.getAttribute("aria-expanded") !== open) button.setAttribute("aria-expanded", open);
  }
}

// A publication's button opens its form; what is deleted is asked about once more, on the button itself.
function press(event) {
  const button = event.target.closest("button.edit, button.delete");
  if (!button) return;
  if (button.matches(".edit")) {
    act(button, { edit: button.dataset.edit });
  } else if (button.dataset.sure) {
    act(button, { delete: button.dataset.delete });
  } else {
    const said = button.textContent;
    button.dataset.sure = "yes";
    button.textContent = "Yes, delete";
    button.addEventListener("blur", () => {
      delete button.dataset.sure;
      button.textContent = said;
    }, { once: true });
  }
}

// A conversation that is kept can be opened again at its own address; a new one has none yet.
let addressed = false;
function address(conversation) {
  const named = conversation.dataset.conversation;
  if (named || addressed) history.replaceState(null, "", named ? `?c=${encodeURIComponent(named)}` : location.pathname);
  addressed = Boolean(named);
}

function begin() {
  const conversation = $("#conversation");
  if (!conversation || !answers.ready() || !sources.begin()) return false;
  answers.begin();
  document.addEventListener("click", press);
  const announcer = document.createElement("div");
  announcer.id = "announcer";
  announcer.className = "only-heard";
  announcer.setAttribute("aria-live", "polite");
  document.body.append(announcer);
  const watched = ["aria-busy", "data-conversation"];
  new MutationObserver(follow).observe(conversation, { childList: true, subtree: true, attributeFilter: watched });
  const frame = { subtree: true, childList: true, attributes: true, attributeFilter: ["class"] };
  new MutationObserver(sayFolded).observe($("gradio-app"), frame);
  sayFolded();
  return true;
}

if (!begin()) {
  const waiting = new MutationObserver(() => begin() && waiting.disconnect());
  waiting.observe(document.documentElement, { childList: true, subtree: true });
}
