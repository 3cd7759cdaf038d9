// Working through answers by keyboard, and selecting many. Without any of this every button and link works as a form.
(function () {
  "use strict";
  const list = document.getElementById("rows");
  const keys = document.getElementById("keys");
  const pane = document.getElementById("pane");
  const bulk = document.getElementById("bulk");
  const rows = () => Array.from(document.querySelectorAll("#rows > .row"));
  const wide = () => pane && getComputedStyle(pane).display !== "none";
  let current = "", shown = "", undoInPane = false;

  const at = () => rows().find((row) => row.id === current);

  // Makes a row the current one; the open answer follows where there is room for it.
  function go(row, focus) {
    rows().forEach((one) => { one.classList.toggle("current", one === row); one.tabIndex = one === row ? 0 : -1; });
    current = row.id;
    if (focus) { row.focus({ preventScroll: true }); row.scrollIntoView({ block: "nearest" }); }
    if (wide() && window.htmx && shown !== row.dataset.answer) {
      shown = row.dataset.answer;
      window.htmx.ajax("GET", row.dataset.open, { target: "#pane", swap: "innerHTML" });
    }
  }
  function step(by) {
    const all = rows(), next = all.indexOf(at()) + by;
    if (all[next]) return go(all[next], true);
    const page = next < 0 ? list.dataset.previous : list.dataset.next;
    if (page) window.location.href = page;
  }
  function press(key) {
    const button = at() && at().querySelector(`[data-key="${key}"]`);
    if (button) { undoInPane = false; button.click(); }
  }
  function correct() {
    const row = at();
    if (!row) return;
    const field = wide() && pane.querySelector(`#add-${row.dataset.answer}`);
    if (field) field.focus(); else window.location.href = row.dataset.open;
  }
  // What was done last: a correction in the open answer, or anything in the list.
  function undo() {
    const inPane = pane && pane.querySelector(".changed button");
    const button = (undoInPane && inPane) || document.getElementById("undo") || inPane;
    if (button) button.click();
  }
  function pick() {
    const box = at() && at().querySelector(".pick");
    if (box) { box.checked = !box.checked; count(); }
  }
  const does = {
    j: () => step(1), k: () => step(-1), r: () => press("r"), s: () => press("s"), q: () => press("q"), c: correct, x: pick, u: undo,
    Enter: () => { if (document.activeElement === at()) window.location.href = at().dataset.open; },
    "/": () => { const box = document.getElementById("search"); if (box) { box.focus(); box.select(); } },
    "?": () => { if (keys && !keys.open) keys.showModal(); },
  };
  document.addEventListener("keydown", (event) => {
    const field = event.target.closest("input:not([type=checkbox]), select, textarea, dialog");
    if (event.key === "Escape" && field && field.tagName !== "DIALOG") { if (at()) at().focus(); return; }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || field || !does[event.key]) return;
    if (event.key === "Enter" && document.activeElement !== at()) return;
    event.preventDefault();
    does[event.key]();
  });

  // A row that was replaced keeps its place, its focus and its tick.
  let focused = "", ticked = new Set();
  document.body.addEventListener("htmx:beforeSwap", () => {
    const row = document.activeElement && document.activeElement.closest("#rows > .row");
    focused = row ? row.id : "";
    ticked = new Set(Array.from(document.querySelectorAll(".pick:checked"), (box) => box.value));
  });
  document.body.addEventListener("htmx:afterSettle", (event) => {
    document.querySelectorAll(".pick").forEach((box) => { if (ticked.has(box.value)) box.checked = true; });
    const row = at();
    if (row) { row.classList.add("current"); row.tabIndex = 0; }
    if (row && focused === row.id && document.activeElement === document.body) row.focus({ preventScroll: true });
    // Causes that were corrected in the open answer are shown in the list too.
    const asked = event.detail.requestConfig;
    if (asked && asked.verb === "post" && asked.path.includes("/corrections/") && row) {
      undoInPane = true;
      window.htmx.ajax("GET", row.dataset.again, { target: `#${row.id}`, swap: "outerHTML" });
    }
    count();
  });

  // Selecting: this page with one click, and how many that are.
  const page = document.getElementById("pick-page"), all = document.getElementById("pick-all");
  function count() {
    if (!bulk) return;
    const boxes = Array.from(document.querySelectorAll(".pick")), said = document.getElementById("picked");
    const number = boxes.filter((box) => box.checked).length;
    said.textContent = all && all.checked || !number ? "" : number === 1 ? said.dataset.one : said.dataset.many.replace("#", number);
    page.checked = number > 0 && number === boxes.length;
    page.indeterminate = number > 0 && number < boxes.length;
    bulk.classList.toggle("picking", number > 0 || Boolean(all && all.checked));
  }
  if (bulk) {
    page.closest("label").hidden = false;
    page.addEventListener("change", () => {
      document.querySelectorAll(".pick").forEach((box) => { box.checked = page.checked; });
      count();
    });
    document.addEventListener("change", (event) => { if (event.target.closest(".pick, #pick-all")) count(); });
  }

  if (list) {
    list.addEventListener("click", (event) => {
      const row = event.target.closest(".row");
      if (!row) return;
      const control = event.target.closest("a, button, input");
      if (control && !control.classList.contains("row-link")) { undoInPane = false; current = row.id; go(row, false); return; }
      if (event.ctrlKey || event.metaKey || event.shiftKey || !wide() || window.getSelection().toString()) return;
      event.preventDefault();
      go(row, true);
    });
    const first = document.querySelector("#rows > .row:target") || rows()[0];
    const opened = pane && pane.querySelector("article");
    shown = opened ? opened.id.replace("response-", "") : "";
    const beginning = rows().find((row) => row.dataset.answer === shown && !window.location.hash) || first;
    if (beginning) { go(beginning, false); if (window.location.hash) beginning.focus({ preventScroll: true }); }
  }
  const button = document.getElementById("show-keys");
  if (button && keys) { button.hidden = false; button.addEventListener("click", () => keys.showModal()); }
})();
