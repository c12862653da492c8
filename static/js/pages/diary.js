// The keys of the diary. Arrows go from cell to cell, and everything that a key does has a link or a form, too.
// m takes the visit under the cursor; Enter or a drop on a free time moves it there. Nothing fires while typing.
const OFF = "single-keys-off";
const table = document.querySelector("[data-diary]");
const step = document.getElementById("diary-step");
const note = document.getElementById("moving");
const help = document.querySelector("[data-key-help]");
const box = help?.querySelector("[data-key-switch] input");
let moving = null;

const typing = (target) => target.closest?.("input:not([type=checkbox]), textarea, select, dialog");
const focused = () => document.activeElement?.closest?.("[data-diary] td a");
const say = (words) => { note.textContent = words; note.hidden = !words; };

// Every cell of the grid by its row and column, with what a rowspan reaches into.
function cells() {
  const rows = [...table.tBodies[0].rows].map(() => []);
  const columns = [...table.tHead.rows[0].cells].slice(1).map((head) => head.dataset.col);
  [...table.tBodies[0].rows].forEach((row, at) => {
    for (const cell of row.cells) {
      const column = columns.indexOf(cell.dataset.col);
      for (let more = 0; column >= 0 && more < cell.rowSpan; more += 1) if (rows[at + more]) rows[at + more][column] = cell;
    }
  });
  return rows;
}

function roam(down, right) {
  const rows = cells();
  const here = focused()?.closest("td");
  let at = rows.findIndex((row) => row.includes(here));
  if (!here || at < 0) return enter(0);
  let column = rows[at].indexOf(here);
  if (down > 0) at += here.rowSpan - 1;
  do {
    at += down;
    column += right;
  } while (rows[at]?.[column] && !rows[at][column].querySelector("a"));
  rows[at]?.[column]?.querySelector("a")?.focus();
}

function enter(column) {
  cells().map((row) => row[column]?.querySelector("a")).find(Boolean)?.focus();
}

function take(link) {
  if (link?.dataset.status !== "booked") return;
  moving = link;
  table.classList.add("has-moving");
  link.closest("td").classList.add("is-moving");
  say(`Moving ${link.dataset.who}. Arrows choose a time, Enter puts the visit there, Escape leaves it.`);
}

function leave() {
  moving?.closest("td")?.classList.remove("is-moving");
  table.classList.remove("has-moving");
  moving?.focus();
  moving = null;
  say("");
}

function send(link, path, fields) {
  step.action = `${link.pathname}${path}`;
  for (const input of step.elements) if (input.name in fields) input.value = fields[input.name];
  step.requestSubmit();
}

function put(free) {
  const { practitioner, day, time } = Object.fromEntries(new URLSearchParams(free.search));
  send(moving, "move/", { version: moving.dataset.version, room: moving.dataset.room, practitioner, day, time });
}

const keys = {
  t: () => document.querySelector("[data-today]")?.click(),
  a: (link) => link?.dataset.status === "booked" && send(link, "mark/", { version: link.dataset.version, as: "arrived" }),
  x: (link) => link?.dataset.status === "booked" && window.location.assign(`${link.pathname}cancel/?from=diary`),
  m: (link) => take(link),
  w: (link) => link?.closest(".free") && window.location.assign(`${table.dataset.gap}${link.search}`),
  z: () => document.querySelector("#toasts form button")?.click(),
  "?": () => { if (help) { help.open = true; help.querySelector("summary").focus(); } },
};
const arrows = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] };

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const { key } = event;
  const turn = { PageUp: "prev", PageDown: "next" }[key];
  if (turn) document.querySelector(`a[rel=${turn}]`)?.click();
  else if (key === "Escape" && moving) leave();
  else if (key === "Enter" && moving && focused()?.closest(".free")) put(focused());
  else if (table && arrows[key] && (focused() || document.activeElement === document.body)) roam(...arrows[key]);
  else if (localStorage.getItem(OFF)) return;
  else if (table && /^[1-9]$/.test(key)) enter(Number(key) - 1);
  else if (keys[key] && (step || !"axmw".includes(key))) keys[key](focused());
  else return;
  event.preventDefault();
});

// Dragging is an extra: the keys and the form "Move to another time" do the same.
if (step) {
  const grab = () => table.querySelectorAll("[data-status=booked]").forEach((link) => { link.draggable = true; });
  table.addEventListener("dragstart", ({ target }) => { const link = target.closest?.("[data-visit]"); if (link) take(link); });
  table.addEventListener("dragover", (event) => { if (moving && event.target.closest(".free")) event.preventDefault(); });
  table.addEventListener("drop", (event) => {
    const free = event.target.closest(".free a");
    if (!moving || !free) return;
    event.preventDefault();
    put(free);
  });
  table.addEventListener("dragend", () => { if (!step.action.endsWith("/move/")) leave(); });
  table.addEventListener("diary:changed", grab);
  grab();
}

if (box) {
  box.checked = !localStorage.getItem(OFF);
  box.addEventListener("change", () => (box.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1")));
  box.closest("[data-key-switch]").hidden = false;
}
