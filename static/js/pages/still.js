// Who asked for less motion opens a moving picture, if at all.
if (window.matchMedia("(prefers-reduced-motion: reduce)").matches) {
  document.querySelectorAll(".drawing-loop[open]").forEach((part) => { part.open = false; });
}
