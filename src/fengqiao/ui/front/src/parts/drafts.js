// What was typed is not lost: forms with data-autosave keep a copy on this device until they are saved.
// A copy is its writer's: nobody else who signs in here gets it, and signing out removes it. A citizen's is kept for two
// hours only, since the phone may be borrowed or stand in an office.
import { announce, button, word } from "./speech.js";

const page = document.documentElement.dataset;
const PREFIX = `fengqiao.draft.${page.person || page.face}.`;
const SENT = `fengqiao.sent.${page.person || page.face}.`;
const HOURS_KEPT = page.person ? 72 : 2;
const UNKEPT = ["hidden", "file", "password", "submit", "button"];

function store(action) {
  try {
    return action();
  } catch (error) {
    return null; // storage is full or forbidden: the form still works
  }
}

function keptFields(form) {
  return Array.from(form.elements).filter((field) => field.name && !UNKEPT.includes(field.type) && !field.dataset.noDraft);
}

function valuesOf(form) {
  const values = {};
  for (const field of keptFields(form)) {
    const list = (values[field.name] = values[field.name] || []);
    if (field.type === "checkbox" || field.type === "radio") {
      if (field.checked) list.push(field.value);
    } else if (field.multiple && field.options) {
      list.push(...Array.from(field.selectedOptions, (option) => option.value));
    } else {
      list.push(field.value);
    }
  }
  return values;
}

function fill(form, values) {
  const used = {};
  for (const field of keptFields(form)) {
    const list = values[field.name];
    if (!list) continue;
    if (field.type === "checkbox" || field.type === "radio") {
      field.checked = list.includes(field.value);
    } else if (field.multiple && field.options) {
      for (const option of field.options) option.selected = list.includes(option.value);
    } else {
      const place = (used[field.name] = (used[field.name] ?? -1) + 1);
      if (list[place] !== undefined) field.value = list[place];
    }
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

function keep(form) {
  const text = JSON.stringify(valuesOf(form));
  if (text === form.dataset.draftNow) return;
  form.dataset.draftNow = text;
  const done = store(() => {
    localStorage.setItem(PREFIX + form.dataset.autosave, JSON.stringify({ at: Date.now(), values: JSON.parse(text) }));
    return true;
  });
  if (done) sayWhenKept(form);
}

function sayWhenKept(form) {
  let line = form.querySelector(".fq-saved");
  if (!line) {
    line = document.createElement("p");
    line.className = "fq-saved fq-no-print";
    form.append(line);
  }
  line.textContent = `${word("savedAt")} ${new Date().toTimeString().slice(0, 8)}`;
}

export function forget(key) {
  store(() => localStorage.removeItem(PREFIX + key));
  store(() => sessionStorage.removeItem(SENT + key));
}

function draftOf(key) {
  const text = store(() => localStorage.getItem(PREFIX + key));
  const draft = text && store(() => JSON.parse(text));
  if (draft && Date.now() - draft.at > HOURS_KEPT * 3600000) {
    forget(key);
    return null;
  }
  return draft;
}

function offer(form, before) {
  const notice = document.createElement("div");
  notice.className = "fq-notice fq-notice-amber fq-draft";
  const said = document.createElement("p");
  said.textContent = word("restored");
  const discard = button(word("discard"));
  const carryOn = button(word("keep"), "primary");
  notice.append(said, carryOn, discard);
  form.prepend(notice);
  carryOn.addEventListener("click", () => leave(form, notice));
  discard.addEventListener("click", () => {
    forget(form.dataset.autosave);
    fill(form, before);
    form.dataset.draftNow = JSON.stringify(valuesOf(form));
    leave(form, notice);
  });
  announce(word("restored"));
}

function leave(form, notice) {
  notice.remove();
  const first = keptFields(form)[0];
  if (first) first.focus();
}

function begin(form) {
  if (form.dataset.draftNow) return;
  const before = valuesOf(form);
  form.dataset.draftNow = JSON.stringify(before);
  const draft = draftOf(form.dataset.autosave);
  if (draft && JSON.stringify(draft.values) !== form.dataset.draftNow && !form.querySelector("[aria-invalid=true]")) {
    fill(form, draft.values);
    form.dataset.draftNow = JSON.stringify(valuesOf(form));
    offer(form, before);
  }
}

// A plain form that was sent and whose answer is neither trouble nor a sign-in page has been saved.
function settleSent(root) {
  if (root.querySelector("[data-trouble], input[type=password]")) return;
  for (const name of store(() => Object.keys(sessionStorage)) || []) {
    if (!name.startsWith(SENT)) continue;
    const key = name.slice(SENT.length);
    const again = root.querySelector(`form[data-autosave="${CSS.escape(key)}"]`);
    if (again && (again.querySelector("[aria-invalid=true]") || root.querySelector(".fq-summary"))) {
      store(() => sessionStorage.removeItem(name));
    } else {
      forget(key);
    }
  }
}

export function startDrafts(root) {
  const forms = root.matches && root.matches("form[data-autosave]") ? [root] : root.querySelectorAll("form[data-autosave]");
  forms.forEach(begin);
}

function forgetAll() {
  for (const name of store(() => Object.keys(localStorage)) || []) {
    if (name.startsWith(PREFIX)) forget(name.slice(PREFIX.length));
  }
}

// Copies past their time go, whichever form or person they belonged to.
function sweep() {
  for (const name of store(() => Object.keys(localStorage)) || []) {
    if (!name.startsWith("fengqiao.draft.")) continue;
    const draft = store(() => JSON.parse(localStorage.getItem(name)));
    if (!draft || Date.now() - draft.at > 72 * 3600000) store(() => localStorage.removeItem(name));
  }
}

export function watchDrafts() {
  sweep();
  settleSent(document);
  let waiting;
  document.addEventListener("input", (event) => {
    const form = event.target.closest && event.target.closest("form[data-autosave]");
    if (!form) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => keep(form), 400);
  });
  setInterval(() => document.querySelectorAll("form[data-autosave]").forEach((form) => form.dataset.draftNow && keep(form)), 5000);
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-forget-drafts]")) forgetAll();
    const key = event.target.dataset && event.target.dataset.autosave;
    if (!key) return;
    keep(event.target);
    if (event.submitter && event.submitter.name === "one-more") return; // nothing is saved yet
    store(() => sessionStorage.setItem(SENT + key, "1"));
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const asked = event.detail.requestConfig; // names the form even when the answer has taken its place on the page
    const sent = asked && asked.verb !== "get" && asked.elt; // the form itself: a look-up from inside it saves nothing
    if (!sent || !sent.matches("form[data-autosave]")) return;
    const name = SENT + sent.dataset.autosave;
    const { status } = event.detail.xhr; // a refusal (422) is swapped in and counts as successful to htmx
    if (!status || status >= 400) store(() => sessionStorage.removeItem(name)); // the copy stays, also when loaded anew
    else if (store(() => sessionStorage.getItem(name))) forget(sent.dataset.autosave);
  });
}
