// The error summary, or what stands in for it, takes focus, and its links put the reader in the field, label in view.
const scrollTo = (element) => element.scrollIntoView({ block: "start" });

function focusSummary() {
  const summary = document.querySelector("[data-summary], .errors");
  if (!summary) return;
  summary.focus({ preventScroll: true });
  scrollTo(summary);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest(".errors a");
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  field.focus({ preventScroll: true });
  scrollTo(field.closest(".field") || field);
});

focusSummary();
document.addEventListener("htmx:afterSettle", focusSummary);
