// After htmx swaps a region: its heading takes focus, one polite line says what changed.
// data-keep-focus on the region leaves focus alone (searching while typing, quiet refreshes).
// data-say on anything in the region is what is said; a "say" event from the server works too.
const live = document.getElementById("live");
const say = (words) => { live.textContent = words; };

document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  detail.target.setAttribute("aria-busy", "true");
});

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  detail.target.removeAttribute("aria-busy");
});

document.addEventListener("htmx:afterSettle", ({ detail }) => {
  const region = detail.elt;
  const words = region.dataset?.say || region.querySelector?.("[data-say]")?.dataset.say;
  if (words) say(words);
  if (region.querySelector?.(".errors") || region.closest?.("[data-keep-focus]")) return;
  const heading = region.querySelector?.("[data-focus], h1, h2, h3");
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
});

document.addEventListener("say", ({ detail }) => say(detail.value));

function failed() {
  const toast = document.createElement("div");
  toast.className = "toast toast-error";
  const words = document.createElement("p");
  words.textContent = "That did not reach the clinic. What you typed is still here. Try again.";
  const dismiss = document.createElement("button");
  Object.assign(dismiss, { type: "button", className: "btn btn-2", textContent: "Dismiss" });
  dismiss.addEventListener("click", () => toast.remove());
  toast.append(words, dismiss);
  document.getElementById("toasts").replaceChildren(toast);
}

document.addEventListener("htmx:responseError", failed);
document.addEventListener("htmx:sendError", failed);
