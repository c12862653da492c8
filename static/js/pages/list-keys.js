// Single keys on a list of rows: j and k move, the letters of data-key act in the row that has focus
// (else in the first), / finds, ? tells. Never while typing; whoever wants none switches them off.
const OFF = "single-keys-off";
const list = document.querySelector("[data-keys]");
const help = document.querySelector("[data-key-help]");
const box = help?.querySelector("[data-key-switch]");
const rows = () => [...(list?.querySelectorAll("[data-row]") ?? [])];
// Where the cursor is, else the row that is open beside the list.
function current() {
  const at = rows().findIndex((row) => row.contains(document.activeElement));
  return at < 0 ? rows().findIndex((row) => row.querySelector("[data-open][aria-current]")) : at;
}

function move(step) {
  const all = rows();
  const next = Math.min(Math.max(current() + step, 0), all.length - 1);
  const link = all[next]?.querySelector("[data-open]");
  link?.focus();
  link?.scrollIntoView({ block: "nearest" });
}

function act(key) {
  const row = rows()[Math.max(current(), 0)];
  const own = row?.querySelector(`[data-key~="${key}"]`);
  const pages = [...document.querySelectorAll(`[data-key~="${key}"]`)].find((one) => !one.closest("[data-row]"));
  (own ?? pages)?.click();
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.key.length > 1) return;
  if (event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]") || localStorage.getItem(OFF)) return;
  const known = { j: () => move(1), k: () => move(-1), "/": () => document.querySelector("[data-search]")?.focus(), "?": tell, z: undo };
  if (known[event.key]) {
    event.preventDefault();
    known[event.key]();
  } else if (/^[a-z0-9[\]]$/.test(event.key)) {
    act(event.key);
  }
});

function undo() {
  document.querySelector("#toasts form button")?.click();
}

function tell() {
  if (!help) return;
  help.open = true;
  help.querySelector("summary").focus();
}

if (box) {
  const input = box.querySelector("input");
  input.checked = !localStorage.getItem(OFF);
  input.addEventListener("change", () => (input.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1")));
  box.hidden = false;
}
