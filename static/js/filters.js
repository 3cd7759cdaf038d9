// Leaves what was not asked out of the address, so that a report's link stays short enough to share.
document.querySelectorAll("form.filters").forEach((form) => {
  form.addEventListener("submit", () => {
    form.querySelectorAll("input, select").forEach((field) => {
      if (!field.name || field.value === "") field.disabled = true;
    });
  });
});
// Coming back to the page finds the form usable again.
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form.filters :disabled").forEach((field) => { field.disabled = false; });
});
