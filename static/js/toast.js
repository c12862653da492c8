// A toast leaves after ten seconds, but never while it is being read with focus or pointer on it,
// and never when it tells of an error.
const region = document.getElementById("toasts");

function tend(toast) {
  toast.querySelector("[data-dismiss]").hidden = false;
  if (toast.classList.contains("toast-error")) return;
  const leave = () => (toast.matches(":focus-within, :hover") ? wait() : toast.remove());
  const wait = () => setTimeout(leave, 10_000);
  wait();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-dismiss]");
  if (!button) return;
  button.closest(".toast").remove();
  document.getElementById("main").focus();
});

region.querySelectorAll(".toast").forEach(tend);
new MutationObserver((changes) => {
  for (const change of changes) {
    change.addedNodes.forEach((node) => node.matches?.(".toast") && tend(node));
  }
}).observe(region, { childList: true });
