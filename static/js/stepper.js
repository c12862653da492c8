// The buttons beside a number add or take one, within the input's data-min and data-max.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-step]");
  if (!button) return;
  const input = button.closest(".stepper").querySelector("input");
  const { min = 0, max = Infinity } = input.dataset;
  const next = (Number.parseInt(input.value, 10) || 0) + Number(button.dataset.step);
  input.value = Math.min(Math.max(next, Number(min)), Number(max));
  input.dispatchEvent(new Event("change", { bubbles: true }));
});
document.querySelectorAll("[data-step]").forEach((button) => { button.hidden = false; });
