// The sources panel: citations open in it, two can stand side by side, keys open and close them.
// HTML only ever comes from our own server, which escapes it; everything else is set as text.
import { $, all, isTyping, question } from "./dom.js";

const openers = new WeakMap(); // panel: the link that opened it; focus goes back to it
const newest = new WeakMap(); // panel: number of its newest request, so that a slow older one never overwrites it
let hint = null; // the first panel's first content, shown again when it is closed
let requests = 0;

const panels = () => all(".source-panel");
const body = (panel) => $(".source-body", panel);
const isOpen = (panel) => !panel.hidden && !$(".close", panel).hidden;
const narrow = () => window.matchMedia("(max-width: 860px)").matches;
const keeping = () => $(".beside", panels()[0]).getAttribute("aria-pressed") === "true";

async function fragment(link) {
  const address = new URL(link.href, document.baseURI);
  address.searchParams.set("fragment", "1");
  try {
    const reply = await fetch(address, { credentials: "same-origin" });
    if (!reply.headers.get("content-type").startsWith("text/html")) throw new Error("not a page");
    return await reply.text();
  } catch {
    return '<p class="error" role="alert">Cannot open the source. Is the assistant still running?</p>';
  }
}

async function open(link) {
  const [first, second] = panels();
  const panel = link.closest(".source-panel") || (keeping() && isOpen(first) ? second : first);
  const request = ++requests;
  newest.set(panel, request);
  if (hint === null) hint = body(first).innerHTML;
  const html = await fragment(link);
  if (newest.get(panel) !== request) return;
  if (link.isConnected && !panel.contains(link)) openers.set(panel, link);
  body(panel).innerHTML = html;
  panel.hidden = false;
  for (const button of all(".close, .beside", panel)) button.hidden = false;
  arrange();
  panel.scrollTop = 0;
  if (narrow()) panel.scrollIntoView({ block: "start" });
  const cited = $("rect, mark", body(panel));
  if (cited) reveal(panel, cited);
  ($("h2", body(panel)) || $(".close", panel)).focus({ preventScroll: true });
}

// The marked words come into sight below the heading, which stays.
function reveal(panel, cited) {
  const place = cited.getBoundingClientRect();
  if (narrow()) {
    if (place.bottom > window.innerHeight) cited.scrollIntoView({ block: "center" });
    return;
  }
  const frame = panel.getBoundingClientRect();
  const heading = $("header", panel);
  const top = heading ? heading.getBoundingClientRect().bottom : frame.top;
  if (place.bottom - Math.min(window.innerHeight, frame.bottom) > -24) panel.scrollTop += place.top - top - 72;
}

function close(panel) {
  const [first, second] = panels();
  const back = openers.get(panel);
  newest.set(panel, ++requests);
  if (panel === first && isOpen(second)) {
    body(first).replaceChildren(...body(second).childNodes); // the one left moves up
    openers.set(first, openers.get(second));
    empty(second);
  } else {
    empty(panel);
  }
  arrange();
  const target = back && back.isConnected ? back : question();
  if (target) target.focus();
}

function empty(panel) {
  openers.delete(panel);
  if (panel === panels()[0]) {
    body(panel).innerHTML = hint;
    recall();
  } else {
    panel.hidden = true;
    body(panel).replaceChildren();
  }
  for (const button of all(".close, .beside", panel)) button.hidden = true;
}

// Which citations are open, and whether two sources share the width.
function arrange() {
  const [first, second] = panels();
  if (!isOpen(first)) $(".beside", first).setAttribute("aria-pressed", "false");
  $(".shelf").toggleAttribute("data-two", isOpen(second));
  for (const chip of all("#conversation [aria-current]")) chip.removeAttribute("aria-current");
  for (const panel of panels()) {
    const opener = openers.get(panel);
    if (isOpen(panel) && opener && opener.isConnected) opener.setAttribute("aria-current", "true");
  }
}

// The answer a number key means: the one whose citation is open, else the newest.
function chipByNumber(number) {
  const opener = panels().map((panel) => openers.get(panel)).filter((link) => link && link.isConnected).pop();
  const answer = (opener && opener.closest(".answer")) || all("#conversation .answer").pop();
  return answer && $(`.chip[data-n="${number}"]`, answer);
}

// Keys without a modifier can be switched off: a slip of voice control would else open things.
const keysOn = () => localStorage.getItem("number-keys") !== "off";
function recall() {
  const box = $(".keys input");
  if (box) box.checked = keysOn();
}

export function begin() {
  if (panels().length < 2) return false;
  recall();
  document.addEventListener("click", (event) => {
    if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = event.target.closest(".chip, a.open");
    const button = event.target.closest(".source-panel button");
    if (link) {
      event.preventDefault();
      open(link);
    } else if (button && button.matches(".close")) {
      close(button.closest(".source-panel"));
    } else if (button && button.matches(".beside")) {
      button.setAttribute("aria-pressed", String(!keeping()));
    }
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches(".keys input")) localStorage.setItem("number-keys", event.target.checked ? "on" : "off");
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.key === "Escape") {
      const panel = panels().filter(isOpen).pop();
      if (panel && !event.target.closest("[role='listbox'], [aria-expanded='true'][role='combobox']")) close(panel);
    } else if (/^[1-9]$/.test(event.key) && keysOn() && !isTyping(event.target)) {
      const chip = chipByNumber(event.key);
      if (chip) open(chip);
    }
  });
  return true;
}
