// A toast that floats leaves after ten seconds, but never while it is being read with focus or pointer on it,
// and never when it tells of an error.
const region = document.getElementById("toasts");

function tend(toast) {
  toast.querySelector("[data-dismiss]").hidden = false;
  // On a phone it stands in the page, and what is read there must not jump.
  if (toast.classList.contains("toast-error") || getComputedStyle(region).position !== "fixed") return;
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
