// What can be undone for a while counts down, and leaves when the time is over.
const notice = document.querySelector("[data-seconds]");
const words = notice.querySelector("p");
const first = words.textContent.split(". The message")[0];
const over = Date.now() + 1000 * Number(notice.dataset.seconds);

const counted = (number, unit) => `${number} ${unit}${number === 1 ? "" : "s"}`;

function tick() {
  const left = Math.ceil((over - Date.now()) / 1000);
  const time = left > 60 ? counted(Math.ceil(left / 60), "minute") : counted(left, "second");
  const said = `${first}. The message leaves in ${time}.`;
  if (left > 0) words.textContent = said;
  else if (!notice.contains(document.activeElement)) return notice.remove();
  return setTimeout(tick, 1000);
}

tick();
