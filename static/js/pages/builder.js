// The builder of programmes: what was typed is saved every five seconds, cells tell what they were,
// and everything can be done from the keyboard. Without this script every button still works.
const EVERY = 5000;
const form = () => document.getElementById("builder");
const region = () => document.getElementById("region");
let isUnsaved = false;
let timer = 0;
let isAsking = false; // an answer is on its way
let waiting = null; // what to do once it is here
let place = null; // where the cursor was when the table was replaced

const column = (field) => field?.name?.match(/^p-[0-9a-f-]{36}-(\w+)$/)?.[1];
const rowOf = (field) => field?.closest?.("tr.row, tr.more");
const idOf = (field) => {
  const row = rowOf(field);
  return row?.dataset.row ?? row?.previousElementSibling?.dataset.row;
};

function press(verb, row) {
  const button = form().querySelector(`[name="do"][value="${verb}${row ? `:${row}` : ""}"]`);
  if (button) form().requestSubmit(button);
}

function mark(field) {
  const was = field.parentElement.querySelector(":scope > .was");
  if (was) was.hidden = was.dataset.was === field.value;
}

function later() {
  isUnsaved = true;
  document.getElementById("saved").textContent = "Not saved yet";
  clearTimeout(timer);
  timer = setTimeout(save, EVERY);
}

function save() {
  if (!isUnsaved || isAsking || document.querySelector("#saved[data-clash]")) return;
  isUnsaved = false;
  window.htmx.trigger("#autosave", "autosave");
}

document.addEventListener("input", ({ target }) => {
  if (!form()?.contains(target) || target.id === "q") return;
  mark(target);
  later();
});

document.addEventListener("focusin", ({ target }) => {
  if (column(target) && target.select) target.select();
});

// Enter goes one row down in the same column, and from the last row to the input that adds a drill.
function step(field, by) {
  const name = column(field);
  const cells = [...form().querySelectorAll(`[name^="p-"][name$="-${name}"]`)];
  const next = cells[cells.indexOf(field) + by];
  const add = field.closest(".session").querySelector(".add-drill input");
  const isHere = next?.closest(".session") === field.closest(".session");
  (isHere || by < 0 ? next : add)?.focus();
}

function inRow(event, row) {
  const { key, altKey, ctrlKey, metaKey, shiftKey, target } = event;
  if (altKey && key === "ArrowUp") return () => press("row-up", row);
  if (altKey && key === "ArrowDown") return () => press("row-down", row);
  if ((ctrlKey || metaKey) && key.toLowerCase() === "d") return () => press("row-copy", row);
  if (key === "Enter" && column(target)) return () => step(target, shiftKey ? -1 : 1);
  return null;
}

function anywhere({ key, ctrlKey, metaKey, target }) {
  const isTyping = target.matches("input, select, textarea");
  if ((ctrlKey || metaKey) && key === "Enter") return () => press("send");
  if (key === "/" && !isTyping) return () => document.getElementById("q").focus();
  if (key === "Enter" && target.id === "q") return () => {};
  if (key === "Enter" && target.closest(".add-drill")?.contains(target) && target.matches("input")) {
    return () => form().requestSubmit(target.parentElement.querySelector("button"));
  }
  return null;
}

document.addEventListener("keydown", (event) => {
  if (!form() || event.defaultPrevented) return;
  const row = idOf(event.target);
  const act = anywhere(event) ?? (row ? inRow(event, row) : null);
  if (!act) return;
  event.preventDefault();
  act();
});

// Saving and sending lead to another page; every other button changes the table in its place.
const LEAVING = ["save", "send", "discard"];

document.addEventListener("submit", (event) => {
  if (event.target !== form()) return;
  const { submitter } = event;
  if (isAsking) {
    event.preventDefault();
    const { value } = submitter;
    waiting = () => form().requestSubmit(form().querySelector(`[name="do"][value="${value}"]`));
    return;
  }
  clearTimeout(timer);
  isUnsaved = false;
  if (!submitter || LEAVING.includes(submitter.value)) return;
  event.preventDefault();
  const values = { do: submitter.value };
  window.htmx.ajax("POST", form().action, { source: form(), target: "#region", swap: "outerHTML show:none", values });
});
document.addEventListener("htmx:beforeRequest", ({ detail }) => { isAsking = detail.elt.id !== "q"; });
window.addEventListener("beforeunload", (event) => { if (isUnsaved) event.preventDefault(); });

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  // Somebody was quicker: the answer shows both.
  if (detail.xhr.status === 409) Object.assign(detail, { shouldSwap: true, isError: false });
  if (detail.target.id !== "region") return;
  const here = document.activeElement;
  place = { id: here.id, column: column(here) ?? "sets", row: idOf(here) };
});

function goBack() {
  const { focusRow } = form().dataset;
  const byRow = (row) => document.querySelector(`[name="p-${row}-${place.column}"]`);
  const inSession = focusRow && document.querySelector(`#row-${CSS.escape(focusRow)} input`);
  const isAdding = place.id.startsWith("id_add-") && document.getElementById(place.id);
  const next = isAdding || (focusRow && byRow(focusRow)) || inSession
    || (place.row && byRow(place.row)) || document.getElementById(place.id);
  next?.focus();
  place = null;
}

function afterwards({ detail }) {
  if (detail.elt.id === "q") return;
  isAsking = false;
  const status = document.getElementById("saved");
  if (status.dataset.unsaved !== undefined || form().dataset.unsaved !== undefined) isUnsaved = true;
  const next = waiting;
  waiting = null;
  next?.();
}

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.elt.id === "saved") document.getElementById("preview").contentWindow.location.reload();
  if (place && !document.querySelector(".errors")) goBack();
  afterwards(event);
});

for (const trouble of ["htmx:sendError", "htmx:responseError"]) {
  document.addEventListener(trouble, (event) => { isUnsaved = true; afterwards(event); });
}
