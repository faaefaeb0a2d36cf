// Keyboard, focus after a fragment came, and the bar that says there is no network.
import { announce, word } from "./speech.js";

function press(key) {
  const found = document.querySelector(`[data-key="${key}"]`);
  if (!found) return false;
  if (found.matches("input, textarea, select")) {
    found.focus();
    if (found.select) found.select();
  } else {
    found.click();
  }
  return true;
}

function onKey(event) {
  if (event.altKey && !event.ctrlKey && !event.metaKey) {
    const key = event.code === "KeyS" ? "search" : event.code === "KeyN" ? "n" : (event.code.match(/^Digit([1-5])$/) || [])[1];
    if (key && press(key)) event.preventDefault();
    return;
  }
  if (event.ctrlKey && event.key === "Enter") {
    const form = event.target.closest && event.target.closest("form");
    if (!form) return;
    event.preventDefault();
    const main = form.querySelector(".fq-btn-primary[type=submit], [type=submit]");
    if (main) main.click();
    else if (form.requestSubmit) form.requestSubmit();
  }
}

function toFocus(target) {
  if (target.matches && target.matches("[data-focus]")) return target;
  const wanted = target.querySelector && target.querySelector("[data-focus]");
  if (wanted) return wanted;
  const lost = !document.activeElement || document.activeElement === document.body;
  return lost ? target.querySelector && target.querySelector("h1, h2, h3, [tabindex]") : null;
}

function settle(event) {
  const target = event.detail.elt;
  const place = toFocus(target);
  if (place) {
    if (!place.hasAttribute("tabindex")) place.setAttribute("tabindex", "-1");
    place.focus();
  }
  const said = target.matches("[data-announce]") ? target : target.querySelector("[data-announce]");
  if (said) announce(said.dataset.announce);
}

function busy(event) {
  const target = event.detail.target;
  if (!target || !target.setAttribute) return;
  target.setAttribute("aria-busy", "true");
  const slow = setTimeout(() => announce(word("slow")), 10000);
  const done = () => {
    clearTimeout(slow);
    target.removeAttribute("aria-busy");
    document.removeEventListener("htmx:afterRequest", done);
  };
  document.addEventListener("htmx:afterRequest", done);
}

function network() {
  const bar = document.getElementById("fq-network");
  if (!bar) return;
  const was = bar.hidden;
  bar.hidden = navigator.onLine;
  bar.textContent = navigator.onLine ? "" : word("offline");
  if (!was && navigator.onLine) announce(word("online"));
}

export function watchMoving() {
  document.addEventListener("keydown", onKey);
  document.addEventListener("htmx:afterSettle", settle);
  document.addEventListener("htmx:beforeRequest", busy);
  window.addEventListener("online", network);
  window.addEventListener("offline", network);
  network();
  const first = document.querySelector("[role=alert][data-focus]");
  if (first) first.focus();
}
