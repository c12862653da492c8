// Drawing a figure: a slider beside every number, and the picture drawn again while one moves it.
// Everything works without this file: the Redraw button does the same, and only Save keeps anything.
const WAIT = 250;
const open = new Map();
let dirty = false;
let saving = false;
let timer;
let asked;
// Who asked for less motion opens the moving picture, if at all.
if (window.matchMedia("(prefers-reduced-motion: reduce)").matches) open.set("loop", false);
let again = false;

const page = () => document.getElementById("figure");

function slider(number) {
  const range = document.createElement("input");
  Object.assign(range, { type: "range", min: number.dataset.low, max: number.dataset.high, step: 1, tabIndex: -1 });
  range.className = "drawing-slider";
  range.value = number.value;
  // The number beside it has the same name and the arrow keys; nobody needs to hear it twice.
  range.setAttribute("aria-hidden", "true");
  range.addEventListener("input", () => {
    number.value = range.value;
    number.dispatchEvent(new Event("input", { bubbles: true }));
  });
  number.addEventListener("input", () => { range.value = number.value || 0; });
  number.step = 1;
  number.after(range);
}

function dress() {
  const form = page();
  if (!form || form.dataset.dressed) return;
  form.dataset.dressed = "yes";
  form.classList.add("is-live");
  form.querySelectorAll("input[data-low]").forEach(slider);
  form.querySelectorAll("details[id]").forEach((part) => {
    if (open.has(part.id)) part.open = open.get(part.id) || part.querySelector("[aria-invalid=true]") !== null;
    part.addEventListener("toggle", () => open.set(part.id, part.open));
  });
  dirty = "unsaved" in form.dataset && dirty;
}

async function draw() {
  if (asked) { again = true; return; }
  const form = page();
  const region = document.getElementById("preview");
  asked = new FormData(form);
  region.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.dataset.preview, { method: "POST", body: asked });
    const piece = await answer.text();
    // Newest wins: what was asked for before a further change, or for another page, is not shown.
    if (!again && region.isConnected && answer.headers.get("Content-Type")?.startsWith("text/html")) show(region, piece);
  } catch {
    tell("The picture could not be drawn. What you typed is still here.");
  } finally {
    asked = undefined;
    region.removeAttribute("aria-busy");
    if (again) { again = false; draw(); }
  }
}

function show(region, piece) {
  const fresh = document.createElement("template");
  fresh.innerHTML = piece;
  const problems = fresh.content.querySelector("[data-problems]");
  region.querySelector("[data-problems]")?.remove();
  if (problems) {
    // The last picture that could be drawn stays to be seen.
    region.append(problems);
    tell(problems.textContent.trim().replace(/\s+/g, " "));
    return;
  }
  const loop = fresh.content.getElementById("loop");
  if (loop && open.has("loop")) loop.open = open.get("loop");
  region.replaceChildren(fresh.content);
  document.getElementById("loop")?.addEventListener("toggle", (event) => open.set("loop", event.target.open));
  const count = region.querySelector("[data-count]")?.dataset.count;
  tell(count === "0" ? "No warnings" : `${count} warning${count === "1" ? "" : "s"}`);
}

function tell(words) {
  const said = document.getElementById("figure-said");
  if (said && said.textContent !== words) said.textContent = words;
}

document.addEventListener("input", ({ target }) => {
  if (!target.closest("#figure") || target.id === "id_start" || "how" in target.dataset) return;
  dirty = true;
  clearTimeout(timer);
  timer = setTimeout(draw, WAIT);
});
// Another way to give a limb needs other inputs: the page is asked for again.
document.addEventListener("change", ({ target }) => {
  if (target.closest("#figure") && "how" in target.dataset) document.getElementById("redraw").click();
});
document.addEventListener("submit", ({ submitter, target }) => {
  if (target.id === "figure") saving = submitter?.value === "save" || !window.htmx;
});
document.addEventListener("htmx:beforeRequest", ({ target }) => {
  if (target.closest("#figure")) { clearTimeout(timer); dirty = true; }
});
// The page is swapped under the reader's hands: what was pressed stays where it was on the screen.
let pressed;
document.addEventListener("htmx:beforeSwap", () => {
  const { id } = document.activeElement;
  pressed = id && { id, top: document.activeElement.getBoundingClientRect().top };
});
document.addEventListener("htmx:afterSettle", () => {
  dress();
  const there = pressed && document.getElementById(pressed.id);
  if (there) window.scrollBy(0, there.getBoundingClientRect().top - pressed.top);
  pressed = undefined;
});
window.addEventListener("beforeunload", (event) => {
  if (dirty && !saving) event.preventDefault();
});
window.addEventListener("pageshow", () => { saving = false; });
dress();
