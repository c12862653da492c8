// Text that nears its limit is counted while it is typed, and never cut short.
const NEAR = 0.9;
const characters = (text) => [...text].length;

function count(field) {
  const most = Number(field.dataset.max);
  const left = most - characters(field.value);
  let note = field.nextElementSibling;
  if (!note?.matches("[data-count]")) {
    if (left >= most * (1 - NEAR)) return;
    note = document.createElement("p");
    note.dataset.count = "";
    note.ariaLive = "polite";
    field.after(note);
  }
  note.className = left < 0 ? "error" : "hint";
  const number = Math.abs(left).toLocaleString("en-AU");
  const noun = Math.abs(left) === 1 ? "character" : "characters";
  note.textContent = left < 0 ? `${number} ${noun} too many. Take some out.` : `${number} ${noun} left`;
}

document.addEventListener("input", ({ target }) => { if (target.dataset.max) count(target); });
document.querySelectorAll("[data-max]").forEach(count);
