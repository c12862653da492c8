// Every half minute the diary asks whether anything has changed. The server answers 304 as long as nothing has;
// else only the columns that changed are put in, focus stays where it was, and one line says whose they are.
const EVERY = 30_000;
const table = document.querySelector("[data-diary]");
const live = document.getElementById("live");
const heads = (within) => [...within.tHead.rows[0].cells].slice(1);

function place(row, cell, order) {
  const at = order.indexOf(cell.dataset.col);
  const after = [...row.cells].slice(1).find((other) => order.indexOf(other.dataset.col) > at);
  row.insertBefore(cell, after ?? null);
}

function swap(fresh, key, order) {
  table.querySelectorAll(`tbody [data-col="${key}"]`).forEach((cell) => cell.remove());
  [...fresh.tBodies[0].rows].forEach((row, at) => {
    const cell = row.querySelector(`[data-col="${key}"]`);
    if (cell) place(table.tBodies[0].rows[at], document.adoptNode(cell), order);
  });
}

function put(fresh) {
  const old = new Map(heads(table).map((head) => [head.dataset.col, head]));
  const order = heads(fresh).map((head) => head.dataset.col);
  const changed = heads(fresh).filter((head) => old.get(head.dataset.col)?.dataset.mark !== head.dataset.mark);
  const here = document.activeElement?.getAttribute?.("href");
  const same = order.length === old.size && order.every((key) => old.has(key)) && fresh.tBodies[0].rows.length === table.tBodies[0].rows.length;
  if (same) {
    for (const head of changed) {
      swap(fresh, head.dataset.col, order);
      old.get(head.dataset.col).dataset.mark = head.dataset.mark;
    }
  } else {
    table.tHead.replaceWith(fresh.tHead);
    table.tBodies[0].replaceWith(fresh.tBodies[0]);
  }
  table.dataset.mark = fresh.dataset.mark;
  if (here && !table.contains(document.activeElement)) [...table.querySelectorAll("a")].find((link) => link.getAttribute("href") === here)?.focus();
  table.dispatchEvent(new Event("diary:changed"));
  const names = changed.map((head) => head.textContent.trim()).join(", ");
  if (names) live.textContent = `The diary has changed: ${names}.`;
}

async function look() {
  if (document.hidden || table.classList.contains("has-moving")) return;
  try {
    const answer = await fetch(window.location.href, { cache: "no-store", headers: { "If-None-Match": `"${table.dataset.mark}"` } });
    if (answer.status === 304 || !answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-diary]");
    if (fresh) put(fresh);
  } catch {
    live.textContent = "Offline. The diary shows what it showed before.";
  }
}

if (table) {
  setInterval(look, EVERY);
  document.addEventListener("visibilitychange", look);
  document.addEventListener("diary:look", look);
}
