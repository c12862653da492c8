// The front desk on every page: n logs a call in a dialog, g i, g d and g w go to inbox, diary and wait list.
// Nothing fires while typing, and whoever wants no single keys switches them off.
const OFF = "single-keys-off";
const dialog = document.getElementById("call-dialog");
const region = document.getElementById("call-form");
let goes = false;
let early = null; // what was typed before the form was there

const typing = (target) => target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");

function open() {
  if (region.querySelector("form")) return show();
  early = "";
  window.htmx.ajax("GET", dialog.dataset.url, { target: region, swap: "innerHTML" });
}

function show() {
  dialog.showModal();
  const first = region.querySelector(".errors, [name=name]");
  first?.focus();
  if (early && first?.name === "name") {
    first.value = early;
    first.dispatchEvent(new Event("input", { bubbles: true }));
  }
  early = null;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
  if (!link || !plain || !window.htmx || link.pathname !== dialog.dataset.url || link.search || document.querySelector("main [data-call]")) return;
  event.preventDefault();
  open();
});

// Before the keys of a list, which would take the second letter of "g i" for one of its own.
document.addEventListener("keydown", (event) => {
  if (early !== null && !dialog.open && event.key.length === 1) {
    early += event.key;
    event.preventDefault();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.key.length > 1) return;
  if (typing(event.target) || dialog.open || localStorage.getItem(OFF)) return;
  const place = goes && dialog.dataset[`go${event.key.toUpperCase()}`];
  goes = event.key === "g" && !goes;
  if (place) window.location.assign(place);
  else if (event.key === "n" && window.htmx && !document.querySelector("main [data-call]")) open();
  else if (!goes) return;
  event.preventDefault();
}, true);

document.addEventListener("htmx:afterSettle", ({ detail }) => {
  if (detail.target !== region) return;
  if (region.querySelector("form")) { if (!dialog.open) show(); } else if (dialog.open) dialog.close();
});
document.addEventListener("htmx:afterRequest", ({ detail }) => { if (detail.target === region && detail.failed) early = null; });

// In the form of a call: Ctrl and Enter saves, with Shift it saves and books; who is on file is picked by keys.
document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("[data-call]");
  if (!form) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    // A press, because htmx sends the name of the button that was pressed and of no other.
    form.querySelector(event.shiftKey ? "[data-book]" : "[data-save]").click();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const picks = [...form.querySelectorAll("[data-pick]")];
    const at = picks.indexOf(event.target);
    if (!picks.length || (at < 0 && !["name", "phone"].includes(event.target.name))) return;
    event.preventDefault();
    (picks[at + (event.key === "ArrowDown" ? 1 : -1)] ?? form.elements.name).focus();
  }
});

document.addEventListener("click", ({ target }) => {
  const pick = target.closest("[data-pick]");
  const form = pick?.closest("[data-call]");
  if (!form) return;
  form.elements.runner.value = pick.dataset.pick;
  form.elements.name.value = pick.dataset.name;
  if (pick.dataset.phone) form.elements.phone.value = pick.dataset.phone;
  const note = document.createElement("p");
  note.className = "hint";
  note.textContent = `${pick.dataset.name} is on file: this call is theirs.`;
  pick.closest(".found").replaceChildren(note);
  form.elements.where_it_hurts.focus();
});

// Another name is another person.
document.addEventListener("input", ({ target }) => {
  if (target.name === "name" && target.form?.matches("[data-call]")) target.form.elements.runner.value = "";
});
