// What can be done with an answer: copy it, ask again, correct how a follow-up was understood, say what one thinks of it.
import { $, act, all, question } from "./dom.js";

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

// The brief's outline takes the question; it can be seen there.
function want(button) {
  button.dispatchEvent(new CustomEvent("wanted", { bubbles: true, detail: { question: button.dataset.ask } }));
  $(".copied", button.parentElement).textContent = "Added to the outline of the brief.";
}

// A follow-up as it was understood becomes a line that can be changed and asked as it then stands.
function correct(understood) {
  const form = document.createElement("form");
  const label = document.createElement("label");
  const line = document.createElement("textarea");
  const ask = document.createElement("button");
  const leave = document.createElement("button");
  label.textContent = "Ask instead, word for word:";
  line.value = $("em", understood).textContent;
  line.rows = 2;
  ask.textContent = "Ask this";
  leave.textContent = "Leave it";
  leave.type = "button";
  ask.className = leave.className = "quiet";
  label.append(line);
  form.className = "correcting";
  form.append(label, ask, leave);
  const ending = () => {
    form.remove();
    understood.hidden = false;
    $("button", understood).focus();
  };
  leave.addEventListener("click", ending);
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") ending();
    else if (event.key !== "Enter" || event.shiftKey) return;
    else form.requestSubmit();
    event.preventDefault();
    event.stopPropagation();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (line.value.trim()) act(form, { question: line.value, as_it_stands: true });
  });
  understood.after(form);
  understood.hidden = true;
  line.focus();
}

// A reader's judgement; the server keeps it with the answer, and says so.
async function rate(form, verdict) {
  const status = $("[role='status']", form);
  const reason = $("input", form).value;
  const body = JSON.stringify({ answer: form.dataset.answer, verdict, reason });
  try {
    const reply = await fetch("feedback", { method: "POST", headers: { "content-type": "application/json" }, body });
    const said = await reply.json();
    status.textContent = reply.ok ? said.said : `${said.error.what}: ${said.error.why}.`;
    if (!reply.ok) return;
  } catch {
    status.textContent = "Not saved. Is the assistant still running?";
    return;
  }
  for (const thumb of all("[data-verdict]", form)) {
    thumb.setAttribute("aria-pressed", String(thumb.dataset.verdict === verdict));
  }
  $(".reason", form).hidden = verdict === "withdrawn";
}

function chosen(form) {
  const pressed = $("[aria-pressed='true']", form);
  return pressed ? pressed.dataset.verdict : "withdrawn";
}

export function begin() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.matches(".copy")) copy(button);
    else if (button.matches(".again")) act(button, { question: button.dataset.ask, as_it_stands: false });
    else if (button.matches(".wanted")) want(button);
    else if (button.matches(".correct")) correct(button.closest(".understood"));
    else if (button.dataset.verdict) {
      const form = button.closest(".rating");
      rate(form, button.getAttribute("aria-pressed") === "true" ? "withdrawn" : button.dataset.verdict);
    }
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches(".rating")) return;
    event.preventDefault();
    rate(event.target, chosen(event.target));
  });
}

export function ready() {
  return question() !== null;
}
