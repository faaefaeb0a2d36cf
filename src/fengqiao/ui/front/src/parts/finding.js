// A long list is searched by typing: part of a name, or letters of its pinyin (data-words of an option).
import { announce } from "./speech.js";

const LONG = 7;

function entriesOf(select) {
  return Array.from(select.options, (option) => ({
    option,
    group: option.parentElement.label || "",
    text: `${option.textContent} ${option.dataset.words || ""}`.toLowerCase(),
  }));
}

function narrow(select, entries, typed) {
  const wanted = typed.trim().toLowerCase();
  const chosen = select.value;
  const kept = entries.filter(({ option, text }) => !option.value || option.value === chosen || text.includes(wanted));
  const hits = kept.filter(({ option, text }) => option.value && text.includes(wanted));
  const groups = new Map();
  select.replaceChildren();
  for (const { option, group } of kept) {
    let place = select;
    if (group) {
      if (!groups.has(group)) {
        const made = document.createElement("optgroup");
        made.label = group;
        select.append(made);
        groups.set(group, made);
      }
      place = groups.get(group);
    }
    place.append(option);
  }
  select.value = wanted && hits.length === 1 ? hits[0].option.value : chosen;
  if (wanted) announce(`${hits.length}${hits.length ? ` · ${hits[0].option.textContent}` : ""}`);
  return hits;
}

function begin(select) {
  if (select.dataset.finding || select.options.length < LONG) return;
  select.dataset.finding = "yes";
  const entries = entriesOf(select);
  const box = document.createElement("input");
  box.type = "search";
  box.className = "fq-input fq-find";
  box.placeholder = select.dataset.find;
  box.setAttribute("aria-label", select.dataset.find);
  box.autocomplete = "off";
  select.before(box);
  box.addEventListener("input", () => narrow(select, entries, box.value));
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.ctrlKey) return;
    event.preventDefault();
    const [first] = narrow(select, entries, box.value);
    if (first) select.value = first.option.value;
    select.focus();
  });
}

// Boxes of which those that do not fit what is typed step aside; a chosen one stays.
function beginAmong(box) {
  if (box.dataset.finding) return;
  box.dataset.finding = "yes";
  const folded = box.closest("details");
  const labels = Array.from(folded.querySelectorAll("label[data-words]"));
  box.addEventListener("input", () => {
    const wanted = box.value.trim().toLowerCase();
    let hits = 0;
    for (const label of labels) {
      const fits = `${label.textContent} ${label.dataset.words}`.toLowerCase().includes(wanted);
      label.hidden = !fits && !label.querySelector("input").checked;
      hits += fits ? 1 : 0;
    }
    folded.querySelector("[data-none]").hidden = hits > 0;
    if (wanted) announce(String(hits));
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.ctrlKey) event.preventDefault();
  });
}

export function startFinding(root) {
  root.querySelectorAll("input[data-find-among]").forEach(beginAmong);
  root.querySelectorAll("select[data-find]").forEach(begin);
}
