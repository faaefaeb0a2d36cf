// The behaviour of components: dialogs, toasts, batch boxes, copying, print, values that hide themselves again.
import Alpine from "@alpinejs/csp";
import { announce, toast, word } from "./speech.js";

Alpine.data("copying", () => ({
  async copy() {
    try {
      await navigator.clipboard.writeText(this.$root.dataset.value);
      announce(word("copied"));
      toast(word("copied"), "success");
    } catch (error) {
      toast(word("copyFailed"), "warning");
    }
  },
}));

let opener = null;

function openDialog(button) {
  const dialog = document.getElementById(button.dataset.dialogOpen);
  if (!dialog) return;
  opener = button;
  if (dialog.showModal) dialog.showModal();
  else dialog.setAttribute("open", "");
  const title = dialog.querySelector("[autofocus], h2[tabindex]");
  if (title) title.focus();
}

function closeDialog(button) {
  const dialog = button.closest("dialog");
  if (dialog.close) dialog.close();
  else dialog.removeAttribute("open");
  if (opener && opener.isConnected) opener.focus();
}

const CLICKS = {
  "[data-dialog-open]": openDialog,
  "[data-dialog-close]": closeDialog,
  "[data-toast-close]": (button) => button.parentElement.remove(),
  "[data-print]": () => window.print(),
  "[data-line]": toLine,
  "[data-toast]": (button) => toast(button.dataset.toast),
  "[data-refused]": (button) => announce(button.parentElement.textContent.trim()),
};

function onClick(event) {
  for (const [mark, act] of Object.entries(CLICKS)) {
    const found = event.target.closest && event.target.closest(mark);
    if (found) act(found, event);
  }
}

function boxesOf(form) {
  return Array.from(form.querySelectorAll("input[type=checkbox][name=pick]"));
}

function countPicked(form) {
  const boxes = boxesOf(form);
  const picked = boxes.filter((box) => box.checked);
  boxes.forEach((box) => box.closest("tr") && box.closest("tr").classList.toggle("is-picked", box.checked));
  const all = form.querySelector("[data-batch-all]");
  if (all) {
    all.checked = boxes.length > 0 && picked.length === boxes.length;
    all.indeterminate = picked.length > 0 && picked.length < boxes.length;
  }
  const count = form.querySelector("[data-batch-count]");
  if (count) count.textContent = `${word("selected")} ${picked.length}`;
}

// A link that names a line of a text goes to it and marks it.
function toLine(link, event) {
  event.preventDefault();
  const text = document.getElementById(link.hash.slice(1));
  const lines = text.value.split("\n");
  const line = Math.min(Number(link.dataset.line), lines.length);
  const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  text.focus();
  text.setSelectionRange(start, start + lines[line - 1].length);
  text.scrollTop = (text.scrollHeight / lines.length) * (line - 4);
}

// One box for all those in its group.
function checkGroup(field) {
  const boxes = field.closest("[data-group]").querySelectorAll("input[type=checkbox]:not([data-check-group])");
  boxes.forEach((box) => (box.checked = field.checked));
}

function onChange(event) {
  const field = event.target;
  if (field.matches("[data-submit-on-change]")) field.form.submit();
  if (field.matches("[data-check-group]")) checkGroup(field);
  const form = field.closest("form[data-batch]");
  if (!form || field.type !== "checkbox") return;
  if (field.matches("[data-batch-all]")) boxesOf(form).forEach((box) => (box.checked = field.checked));
  countPicked(form);
}

function remask(root) {
  const open = root.matches && root.matches("[data-remask]") ? [root] : root.querySelectorAll("[data-remask]");
  open.forEach((value) => {
    if (value.dataset.ticking) return;
    value.dataset.ticking = "yes";
    setTimeout(() => {
      value.textContent = value.dataset.remask;
      value.classList.remove("is-open");
    }, Number(value.dataset.remaskAfter || 60) * 1000);
  });
}

// On a phone the tabs go on sideways: the one that is open is brought into sight.
function showTab(link) {
  const list = link.closest("ul");
  list.scrollLeft += link.getBoundingClientRect().left - list.getBoundingClientRect().left - list.clientWidth / 3;
}

export function startPieces(root) {
  remask(root);
  root.querySelectorAll(".fq-tabs a[aria-current]").forEach(showTab);
  root.querySelectorAll("form[data-batch]").forEach(countPicked);
}

export function watchPieces() {
  document.addEventListener("click", onClick);
  document.addEventListener("change", onChange);
}
