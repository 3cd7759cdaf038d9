// Words of an open answer that are selected fill the field for the words that say so. Without this they can be pasted.
// Enter in a list of the same form saves, as it does in a field: who corrects by keyboard needs no way to the button.
(function () {
  "use strict";
  let filled = "";
  document.addEventListener("keydown", (event) => {
    const list = event.key === "Enter" && event.target.closest(".say select");
    if (!list) return;
    event.preventDefault();
    list.form.requestSubmit();
  });
  document.addEventListener("selectionchange", () => {
    const selection = document.getSelection();
    if (!selection || selection.isCollapsed) return;
    const within = (node) => node && (node.nodeType === 1 ? node : node.parentElement).closest(".reading .words");
    const quote = within(selection.anchorNode), field = quote && quote.closest(".reading").querySelector(".said-words");
    if (!field || within(selection.focusNode) !== quote || (field.value && field.value !== filled)) return;
    filled = field.value = selection.toString().replace(/\s+/g, " ").trim();
  });
})();
