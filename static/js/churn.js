// Works the projection out while a slider moves; without this the form's button does.
document.querySelectorAll("form.projection").forEach((form) => {
  const { amount, currency } = form.dataset;
  const language = document.documentElement.lang;
  const money = new Intl.NumberFormat(language, {
    maximumFractionDigits: 0,
    ...(currency ? { style: "currency", currency } : {}),
  });
  const rates = new Intl.NumberFormat(language, { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const left = (rate, months) => Number(amount) * (1 - rate) ** months;
  const write = (name, text) => { form.querySelector(`[data-out="${name}"]`).textContent = text; };

  function workOut() {
    const at = { rate: Number(form.elements.rate.value) / 100, target: Number(form.elements.target.value) / 100 };
    form.querySelectorAll("output").forEach((output) => { output.textContent = rates.format(at[output.dataset.of]); });
    write("left", money.format(left(at.rate, 12)));
    write("target", money.format(left(at.target, 12)));
    write("difference", money.format(left(at.target, 12) - left(at.rate, 12)));
    form.querySelectorAll("[data-month]").forEach((cell) => {
      cell.textContent = money.format(left(at[cell.dataset.at], Number(cell.dataset.month)));
    });
  }

  form.querySelectorAll("input[type=range]").forEach((slider) => slider.addEventListener("input", workOut));
  if (!form.elements.currency) form.classList.add("live"); // another currency needs the button
});
