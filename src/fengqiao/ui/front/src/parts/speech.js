// What the page says: words come from the server's template, a live region speaks, toasts show.
export function word(name) {
  const words = document.getElementById("fq-words");
  return (words && words.dataset[name]) || "";
}

export function announce(text) {
  const live = document.getElementById("fq-live");
  if (!live || !text) return;
  live.textContent = "";
  setTimeout(() => (live.textContent = text), 50);
}

export function toast(text, kind = "") {
  const tray = document.getElementById("fq-toasts");
  if (!tray || !text) return;
  const box = document.createElement("div");
  box.className = `fq-toast${kind ? ` is-${kind}` : ""}`;
  box.setAttribute("role", kind === "error" ? "alert" : "status");
  const words = document.createElement("span");
  words.textContent = text;
  box.append(words, closeButton());
  tray.append(box);
  if (kind !== "error") setTimeout(() => box.remove(), 8000);
}

export function closeButton() {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "fq-close";
  button.textContent = "×";
  button.setAttribute("aria-label", word("close"));
  button.dataset.toastClose = "";
  return button;
}

export function button(text, kind = "") {
  const made = document.createElement("button");
  made.type = "button";
  made.className = `fq-btn${kind ? ` fq-btn-${kind}` : ""}`;
  made.textContent = text;
  return made;
}
