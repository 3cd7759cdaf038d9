// Adds a button beside an invitation's link that copies it; without it the link can be selected by hand.
document.querySelectorAll("button.copy").forEach((button) => {
  const field = document.getElementById(button.dataset.copy);
  if (!navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(field.value);
    button.textContent = button.dataset.done;
  });
});
document.querySelectorAll(".copied").forEach((field) => {
  field.addEventListener("focus", () => field.select());
});
