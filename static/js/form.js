// What makes the form kinder where JavaScript runs; it works without any of this.
(function () {
  "use strict";
  var DAY = 86400000, PREFIX = "draft ", SENT = "draft-sent";
  var form = document.querySelector("form[data-answer]");

  // A browser may forbid storage; then there is no draft, and nothing else changes.
  function store(use) {
    try { return use(window.localStorage); } catch (error) { return null; }
  }

  // On the page of thanks: what was sent needs no draft any more.
  if (document.querySelector("[data-answered]")) {
    store(function (storage) {
      var key = storage.getItem(SENT);
      if (key) { storage.removeItem(key); storage.removeItem(SENT); }
    });
  }
  if (!form) { return; }

  // The main reason is asked when there are several, and offers only those.
  var select = form.querySelector("select[data-main-of]");
  if (select) {
    var boxes = form.querySelectorAll('input[name="' + select.dataset.mainOf + '"]');
    var options = Array.prototype.slice.call(select.options);
    var narrow = function () {
      var ticked = {}, count = 0, chosen = select.value;
      boxes.forEach(function (box) { if (box.checked) { ticked[box.value] = true; count += 1; } });
      select.replaceChildren.apply(select, options.filter(function (option) {
        return !option.value || ticked[option.value];
      }));
      select.value = ticked[chosen] && count > 1 ? chosen : "";
      select.closest(".field").hidden = count < 2 && !select.hasAttribute("aria-invalid");
    };
    boxes.forEach(function (box) { box.addEventListener("change", narrow); });
  }

  // A follow-up shows itself with its choice. One that holds something is never hidden: what is sent is what is seen.
  var shows = [];
  form.querySelectorAll(".follow-up").forEach(function (field) {
    var controls = Array.prototype.slice.call(field.querySelectorAll("[data-follows]"));
    var at = controls.length ? controls[0].dataset.follows.split(".") : [];
    var choice = at.length && form.querySelector('input[name="' + at[0] + '"][value="' + at[1] + '"]');
    if (!choice) { return; }
    shows.push(function () {
      var filled = controls.some(function (control) {
        return control.type === "radio" || control.type === "checkbox" ? control.checked && control.value : control.value.trim();
      });
      field.hidden = !choice.checked && !filled && !field.classList.contains("field-invalid");
    });
  });
  function show() { shows.forEach(function (one) { one(); }); }
  form.addEventListener("change", show);

  // A draft for this address, kept in this browser for a day: a page that is killed loses nothing.
  var key = PREFIX + location.pathname;
  function fields() {
    return Array.prototype.filter.call(form.elements, function (element) {
      return element.name && element.type !== "hidden" && element.type !== "submit";
    });
  }
  function save() {
    var kept = {};
    fields().forEach(function (element) {
      var ticks = element.type === "checkbox" || element.type === "radio";
      if (ticks ? element.checked : element.value) {
        (kept[element.name] = kept[element.name] || []).push(element.value);
      }
    });
    store(function (storage) { storage.setItem(key, JSON.stringify({ at: Date.now(), kept: kept })); });
  }
  // What was just clicked in a mail stays ticked, whatever the draft says.
  var clicked = /[?&]via=mail(&|$)/.test(location.search);
  function restore(kept) {
    fields().forEach(function (element) {
      var values = kept[element.name] || [];
      if (clicked && element.name && form.querySelector('[name="' + element.name + '"][checked]')) {
        element.checked = element.defaultChecked || element.type === "checkbox" && values.indexOf(element.value) >= 0;
      } else if (element.type === "checkbox" || element.type === "radio") {
        element.checked = values.indexOf(element.value) >= 0;
      } else if (values.length) {
        element.value = values[0];
      }
    });
  }
  store(function (storage) {
    Object.keys(storage).forEach(function (name) {
      if (name.indexOf(PREFIX) !== 0) { return; }
      var draft = {};
      try { draft = JSON.parse(storage.getItem(name)) || {}; } catch (error) { /* not ours any more */ }
      if (!(Date.now() - draft.at < DAY)) { storage.removeItem(name); return; }
      if (name === key && !form.hasAttribute("data-kept")) { restore(draft.kept || {}); }
    });
  });
  if (form.hasAttribute("data-kept")) { save(); }
  if (select) { narrow(); }
  show();
  form.addEventListener("input", save);
  form.addEventListener("change", save);

  // The count of characters, only near the end of what fits.
  form.querySelectorAll("textarea[data-longest]").forEach(function (area) {
    var counter = document.createElement("p");
    counter.className = "counter";
    counter.setAttribute("role", "status");
    area.after(counter);
    function count() {
      var left = area.dataset.longest - Array.from(area.value).length;
      var words = left < 0 ? form.dataset.over : form.dataset.left;
      counter.textContent = left > area.dataset.countFrom ? "" : words.replace("{n}", Math.abs(left));
      counter.classList.toggle("over", left < 0);
    }
    area.addEventListener("input", count);
    count();
  });

  // A second click while the first is on its way does nothing; the button keeps its value, and can be used again
  // after a while or when the page is come back to.
  var sending = false;
  form.addEventListener("submit", function (event) {
    if (sending) { event.preventDefault(); return; }
    sending = true;
    save();
    store(function (storage) { storage.setItem(SENT, key); });
    setTimeout(function () { sending = false; }, 8000);
  });
  window.addEventListener("pageshow", function () { sending = false; });
})();
