// Files of a form go one by one as soon as they are chosen: each with its progress, each sent again by one tap when a bad line cut it
// off. Where this does not run the form sends them all together.
import { announce, button } from "./speech.js";

const MEGABYTE = 1024 * 1024;
const PATIENCE = 120000; // milliseconds without any progress

function csrf(place) {
  const field = place.closest("form").querySelector("input[name=csrfmiddlewaretoken]");
  const found = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
  return found ? decodeURIComponent(found[1]) : field ? field.value : "";
}

function line(place, file) {
  const row = document.createElement("li");
  row.className = "fq-files-row";
  const name = document.createElement("span");
  name.className = "fq-files-name";
  name.textContent = file.name;
  const said = document.createElement("span");
  said.className = "fq-muted";
  said.setAttribute("role", "status");
  row.append(name, " ", said, removing(place));
  place.querySelector("[data-files-list]").append(row);
  return { row, said };
}

function removing(place) {
  const press = button(place.dataset.wordRemove);
  press.classList.add("fq-btn-small");
  press.dataset.filesRemove = "";
  return press;
}

function refused({ row, said }, words) {
  delete row.dataset.waits;
  row.classList.add("has-error");
  said.className = "fq-error";
  said.textContent = words;
  announce(words);
}

// Answers with JSON either way; anything else means that the line or the server failed, which another try may mend.
function send(place, file, shown) {
  const { row, said } = shown;
  row.dataset.waits = "yes";
  row.classList.remove("has-error");
  said.className = "fq-muted";
  said.textContent = place.dataset.wordSending;
  const bar = document.createElement("progress");
  bar.max = 100;
  bar.value = 0;
  said.after(bar);
  const data = new FormData();
  data.append("csrfmiddlewaretoken", csrf(place));
  data.append("ticket", place.dataset.ticket);
  data.append("file", file);
  const request = new XMLHttpRequest();
  row.request = request;
  let quiet = setTimeout(() => request.abort(), PATIENCE);
  request.upload.addEventListener("progress", (event) => {
    clearTimeout(quiet);
    quiet = setTimeout(() => request.abort(), PATIENCE);
    if (event.lengthComputable) bar.value = Math.round((100 * event.loaded) / event.total);
  });
  request.addEventListener("loadend", () => {
    clearTimeout(quiet);
    bar.remove();
    if (row.isConnected) answered(place, file, shown, request);
  });
  request.open("POST", place.dataset.url);
  request.setRequestHeader("X-CSRFToken", csrf(place));
  request.send(data);
}

function answered(place, file, shown, request) {
  let told = null;
  try {
    told = JSON.parse(request.responseText);
  } catch (error) {
    told = null;
  }
  if (told && told.file) {
    const kept = document.createElement("input");
    kept.type = "hidden";
    kept.name = place.dataset.name;
    kept.value = told.file;
    delete shown.row.dataset.waits;
    shown.row.prepend(kept);
    shown.said.textContent = place.dataset.wordSent;
    announce(`${file.name} ${place.dataset.wordSent}`);
    return;
  }
  if (told && told.words) {
    refused(shown, told.words);
    return;
  }
  refused(shown, place.dataset.wordFailed);
  const again = button(place.dataset.wordAgain, "primary");
  again.classList.add("fq-btn-small");
  again.addEventListener("click", () => {
    again.remove();
    send(place, file, shown);
  });
  shown.said.after(" ", again);
}

function chosen(input) {
  const place = input.closest("[data-files]");
  for (const file of Array.from(input.files)) {
    const shown = line(place, file);
    const { megabytes, most } = place.dataset;
    if (file.size > Number(megabytes) * MEGABYTE) refused(shown, place.dataset.wordLarge);
    else if (place.querySelectorAll("li:not(.has-error)").length > Number(most)) refused(shown, place.dataset.wordMany);
    else send(place, file, shown);
  }
  input.value = "";
}

// What waits for its file must not be sent without it.
function hold(event) {
  const row = event.target.querySelector("[data-files] [data-waits]");
  if (!row) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const place = row.closest("[data-files]");
  let words = place.querySelector("[data-files-hold]");
  if (!words) {
    words = document.createElement("p");
    words.className = "fq-error";
    words.dataset.filesHold = "";
    words.setAttribute("role", "alert");
    place.append(words);
  }
  words.textContent = place.dataset.wordWaits;
  row.scrollIntoView({ block: "center" });
}

export function watchUploading() {
  document.addEventListener("change", (event) => {
    if (event.target.matches && event.target.matches("[data-files] input[type=file]")) chosen(event.target);
  });
  document.addEventListener("click", (event) => {
    const press = event.target.closest && event.target.closest("[data-files-remove]");
    if (!press) return;
    const row = press.closest("li");
    const place = row.closest("[data-files]");
    if (row.request) row.request.abort();
    row.remove();
    const words = place.querySelector("[data-files-hold]");
    if (words) words.remove();
    place.querySelector("input[type=file]").focus();
  });
  document.addEventListener("submit", hold, true);
}
