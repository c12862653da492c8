// r puts the cursor into the reply; a step that folds out is opened with the cursor in its first field.
// A row opens beside the list without loading the list again; without script it is a link to the same page.
const OFF = "single-keys-off";
const WIDE = window.matchMedia("(min-width: 64rem)");

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.key !== "r") return;
  if (event.target.closest("input, textarea, select, dialog") || localStorage.getItem(OFF)) return;
  const field = document.querySelector("#reply_text") ?? document.querySelector("#reading [data-primary]");
  if (!field) return;
  event.preventDefault();
  field.focus();
});

document.addEventListener("click", (event) => {
  const summary = event.target.closest("summary[data-first]");
  if (!summary || summary.parentElement.open) return;
  requestAnimationFrame(() => summary.parentElement.querySelector(summary.dataset.first)?.focus());
});

document.addEventListener("click", (event) => {
  const row = event.target.closest(".list a[data-open]");
  if (!row || !WIDE.matches || event.button || event.ctrlKey || event.metaKey || event.shiftKey || !document.querySelector(".has-open")) return;
  event.preventDefault();
  window.htmx.ajax("GET", row.href, { target: "#reading", select: "#reading", swap: "outerHTML" }).then(() => {
    history.pushState({}, "", row.href);
    document.querySelectorAll(".list a[aria-current=true]").forEach((link) => link.removeAttribute("aria-current"));
    row.setAttribute("aria-current", "true");
  });
});
window.addEventListener("popstate", () => window.location.reload());
