// A form is sent once at a time, its text stays when sending fails, and a lapsed session is renewed over the page.
import htmx from "htmx.org";
import { announce, toast, word } from "./speech.js";

const PATIENCE = 20000;

function release(form) {
  delete form.dataset.sending;
  form.removeAttribute("aria-busy");
  form.querySelectorAll("[data-held]").forEach((held) => {
    held.removeAttribute("aria-disabled");
    delete held.dataset.held;
  });
}

function hold(form) {
  form.dataset.sending = "yes";
  form.setAttribute("aria-busy", "true");
  form.querySelectorAll("button:not([type=button]), input[type=submit]").forEach((press) => {
    press.setAttribute("aria-disabled", "true");
    press.dataset.held = "yes";
  });
  announce(word("sending"));
  setTimeout(() => release(form), PATIENCE);
}

function guard(event) {
  const form = event.target;
  if (form.method !== "post" || form.hasAttribute("data-no-guard")) return;
  if (form.dataset.sending) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  setTimeout(() => {
    const stopped = event.defaultPrevented && !form.matches(".htmx-request") && !form.closest(".htmx-request");
    if (!stopped) hold(form);
  }, 0);
}

// Forms that keep drafts are sent by htmx, so that a lost network or session never costs the page.
export function boostKept(root) {
  root.querySelectorAll("form[data-autosave][method=post]:not([hx-boost]):not([hx-post]):not([data-plain])").forEach((form) => {
    form.setAttribute("hx-boost", "true");
    htmx.process(form);
  });
}

function parts(doc) {
  const found = Array.from(doc.querySelectorAll("head script[src], head link[rel=stylesheet]"));
  return found.map((part) => part.getAttribute("src") || part.getAttribute("href")).join("\n");
}

// An answer with another frame, other scripts or no page at all is opened as a page of its own.
function openWhole(event) {
  const { xhr, boosted, shouldSwap } = event.detail;
  if (!boosted || !shouldSwap) return;
  const answer = new DOMParser().parseFromString(xhr.responseText, "text/html");
  const sameFace = answer.documentElement.dataset.face === document.documentElement.dataset.face;
  if (sameFace && parts(answer) === parts(document)) return;
  if (xhr.status >= 400) return;
  event.detail.shouldSwap = false;
  window.location.assign(xhr.responseURL || window.location.href);
}

function csrfNow() {
  const found = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
  return found ? decodeURIComponent(found[1]) : "";
}

function refreshTokens() {
  const token = csrfNow();
  if (!token) return;
  document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach((input) => (input.value = token));
}

let again = null;

function askToSignIn(resend) {
  again = resend;
  const dialog = document.getElementById("fq-sign-in") || document.body.appendChild(signInDialog());
  const body = dialog.querySelector("[data-sign-in-body]");
  htmx.ajax("GET", "/login/again", { target: body, swap: "innerHTML" });
  if (!dialog.open) dialog.showModal ? dialog.showModal() : dialog.setAttribute("open", "");
}

function signInDialog() {
  const dialog = document.createElement("dialog");
  dialog.id = "fq-sign-in";
  dialog.className = "fq-dialog";
  dialog.setAttribute("aria-labelledby", "fq-sign-in-title");
  const title = document.createElement("h2");
  title.id = "fq-sign-in-title";
  title.textContent = word("lapsed");
  const head = document.createElement("header");
  head.className = "fq-dialog-head";
  head.append(title);
  const body = document.createElement("div");
  body.className = "fq-dialog-body";
  body.dataset.signInBody = "";
  const link = document.createElement("a");
  link.href = "/login";
  link.target = "_blank";
  link.textContent = word("signIn");
  body.append(link);
  const more = document.createElement("p");
  more.className = "fq-dialog-foot fq-muted";
  more.textContent = word("lapsedMore");
  dialog.append(head, body, more);
  return dialog;
}

function signedIn() {
  const dialog = document.getElementById("fq-sign-in");
  if (dialog) {
    if (dialog.close) dialog.close();
    dialog.remove();
  }
  refreshTokens();
  const resend = again;
  again = null;
  if (resend) resend();
}

function sendAgain(detail) {
  const { elt, requestConfig } = detail;
  const form = elt.closest("form");
  const verb = requestConfig.verb;
  return () => {
    if (!elt.isConnected) return;
    if (form && verb !== "get") {
      release(form);
      const press = requestConfig.triggeringEvent && requestConfig.triggeringEvent.submitter;
      if (form.requestSubmit) form.requestSubmit(press && press.isConnected ? press : undefined);
      else htmx.trigger(form, "submit");
    } else {
      htmx.ajax(verb.toUpperCase(), requestConfig.path, { source: elt, target: requestConfig.target });
    }
  };
}

function failed(event) {
  const { xhr, elt } = event.detail;
  if (xhr.status === 401) {
    if (!elt.closest || !elt.closest("#fq-sign-in")) askToSignIn(sendAgain(event.detail));
    return;
  }
  toast(word("server") + (xhr.getResponseHeader("X-Trouble") ? ` ${xhr.getResponseHeader("X-Trouble")}` : ""), "error");
}

// For pages that call fetch themselves: a 401 asks to sign in and tries once more.
export async function kindFetch(address, options = {}) {
  const headers = { "X-CSRFToken": csrfNow(), ...(options.headers || {}) };
  const answer = await fetch(address, { credentials: "same-origin", ...options, headers });
  if (answer.status !== 401) return answer;
  await new Promise((resolve) => askToSignIn(resolve));
  return fetch(address, { credentials: "same-origin", ...options, headers: { ...headers, "X-CSRFToken": csrfNow() } });
}

export function watchSending() {
  document.addEventListener("submit", guard, true);
  document.addEventListener("click", (event) => {
    if (event.target.closest && event.target.closest("[aria-disabled=true]")) event.preventDefault();
  });
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sending]").forEach(release));
  document.addEventListener("htmx:configRequest", (event) => {
    const token = csrfNow();
    if (token) event.detail.headers["X-CSRFToken"] = token;
  });
  document.addEventListener("htmx:beforeSwap", openWhole);
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt.closest && event.detail.elt.closest("form");
    if (form) release(form);
  });
  document.addEventListener("htmx:responseError", failed);
  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, () => toast(word("network"), "error"));
  }
  document.addEventListener("signed-in", signedIn);
}
