/* Keys for the month: arrows go from day to day, Home and End along the week, Page Up and Page Down
   by months. Without this script every day is a link all the same. */
const days = [...document.querySelectorAll(".month td a")];
const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
const months = { PageUp: "prev", PageDown: "next" };

function target(event, at) {
  if (event.key in steps) return days[at + steps[event.key]];
  const week = [...days[at].closest("tr").querySelectorAll("a")];
  if (event.key === "Home") return week[0];
  return event.key === "End" ? week.at(-1) : null;
}

document.querySelector(".month")?.addEventListener("keydown", (event) => {
  const at = days.indexOf(event.target);
  if (at < 0 || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
  if (event.key in months) {
    event.preventDefault();
    document.querySelector(`[rel="${months[event.key]}"]`)?.click();
    return;
  }
  const next = target(event, at);
  if (!next) return;
  event.preventDefault();
  next.focus();
});
