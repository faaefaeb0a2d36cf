// The registration form: one line more for a demand, who need not say a name, what a sealed report means.
(function () {
  "use strict";

  function lines() {
    return Array.from(document.querySelectorAll("#in-demands .in-line"));
  }

  function inputOf(line) {
    return line.querySelector("input");
  }

  // Lines up to the last one that says something are shown, the first one always.
  function showLines() {
    const all = lines();
    const last = all.reduce((found, line, place) => (inputOf(line).value ? place : found), 0);
    all.forEach((line, place) => line.classList.toggle("is-spare", place > last && !line.dataset.shown));
    const add = document.querySelector("[data-add-line]");
    if (add) add.hidden = !all.some((line) => line.classList.contains("is-spare"));
  }

  function addLine() {
    const next = lines().find((line) => line.classList.contains("is-spare"));
    if (!next) return;
    next.dataset.shown = "yes";
    showLines();
    inputOf(next).focus();
  }

  // The page asks for a name and a telephone; a tick says that there is none. The server takes both.
  function askFor(field, tick) {
    const input = document.getElementById(field);
    const box = document.getElementById(tick);
    if (!input || !box) return;
    input.required = !box.checked && !document.querySelector(".in-form.is-settling");
    input.readOnly = box.checked;
  }

  function showReport() {
    const place = document.querySelector("[data-for-report]");
    const picked = document.querySelector("input[name=classification]:checked");
    if (place) place.classList.toggle("is-on", Boolean(picked) && picked.value === "report");
  }

  // A dispute asks for the other side, a petition for its kind; settled on the spot, nothing but the settlement is needed.
  function showMatter() {
    const form = document.getElementById("in-register");
    const picked = form.querySelector("input[name=matter]:checked");
    const settling = form.querySelector(".in-settle");
    if (picked) form.dataset.matter = picked.value;
    const isSettling = form.dataset.matter === "dispute" && Boolean(settling) && settling.open;
    form.classList.toggle("is-settling", isSettling);
    // Enter and Ctrl+Enter press the first button that sends: only the one that is shown sends.
    const save = form.querySelector(".in-save .fq-btn-primary:not([name])");
    const settle = form.querySelector(".in-save [name=settle]");
    if (!settle) return;
    save.type = isSettling ? "button" : "submit";
    settle.type = isSettling ? "submit" : "button";
  }

  function showAll() {
    if (!document.getElementById("in-register")) return;
    showMatter();
    showLines();
    askFor("id_name", "id_anonymous");
    askFor("id_phone", "id_no_phone");
    showReport();
  }

  // A look-up that was under way while somebody chose must not undo the choice.
  let chosen = "";

  function keepChoice() {
    document.querySelectorAll("#in-earlier [name=earlier]").forEach((one) => (one.checked = one.value === chosen));
    if (document.querySelector("#in-earlier [name=earlier]:checked")) return;
    chosen = "";
    const none = document.getElementById("in-earlier-0");
    if (none) none.checked = true;
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest && event.target.closest("[data-add-line]")) addLine();
  });
  document.addEventListener("keydown", (event) => {
    const inLine = event.target.matches && event.target.matches("#in-demands input");
    if (!inLine || event.key !== "Enter" || event.ctrlKey || event.isComposing) return;
    event.preventDefault();
    addLine();
  });
  document.addEventListener("change", (event) => {
    if (event.target.name === "earlier") chosen = event.target.value;
    showAll();
  });
  document.addEventListener(
    "toggle",
    (event) => {
      if (!event.target.matches(".in-settle")) return;
      showAll();
      if (event.target.open) event.target.querySelector("textarea, input").focus();
    },
    true,
  );
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id === "in-earlier") keepChoice();
  });
  document.addEventListener("htmx:load", showAll);
  showAll();
})();
