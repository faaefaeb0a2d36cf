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

function refreshTokens(given) {
  const token = given || csrfNow();
  if (!token) return;
  document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach((input) => (input.value = token));
}

const waiting = new Map(); // what was to be sent, by who sends it: a save and a look-up may lapse together
let asking = null;
let back = null;
let door = "/login/again";

// The door's dialog comes from the server; what was to be sent waits until it says the session is renewed.
function askToSignIn(resend, who = resend) {
  waiting.set(who, resend);
  let place = document.getElementById("fq-door");
  if (!place) {
    back = document.activeElement;
    place = document.createElement("div");
    place.id = "fq-door";
    document.body.append(place);
  }
  if (asking || place.querySelector("dialog")) return;
  const asked = () => (asking = null);
  asking = htmx.ajax("GET", door, { target: place, swap: "innerHTML" }).then(asked, asked);
}

export function showDoor(root) {
  const place = document.getElementById("fq-door");
  const dialog = place && place.contains(root) && (root.matches("dialog") ? root : root.querySelector("dialog"));
  if (!dialog || !dialog.showModal) return;
  dialog.removeAttribute("open");
  dialog.showModal();
  const first = dialog.querySelector("[aria-invalid=true], input:not([type=hidden])");
  if (first) first.focus();
}

function signedIn(event) {
  const place = document.getElementById("fq-door");
  if (place) place.remove();
  refreshTokens(event.detail && event.detail.csrf);
  if (back && back.isConnected) back.focus();
  const all = [...waiting.values()];
  waiting.clear();
  all.forEach((resend) => resend());
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
    if (!elt.closest || !elt.closest("#fq-door")) askToSignIn(sendAgain(event.detail), elt);
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
  document.addEventListener("session-lapsed", (event) => (door = (event.detail && event.detail.url) || door));
  document.addEventListener("session-renewed", signedIn);
}
