// What can be undone for half a minute counts down, and leaves when the time is over.
const notice = document.querySelector("[data-seconds]");
const words = notice.querySelector("p");
const first = words.textContent.split(".")[0];
const over = Date.now() + 1000 * Number(notice.dataset.seconds);

function tick() {
  const left = Math.ceil((over - Date.now()) / 1000);
  if (left > 0) words.textContent = `${first}. The message leaves in ${left} second${left === 1 ? "" : "s"}.`;
  else if (!notice.contains(document.activeElement)) return notice.remove();
  return setTimeout(tick, 1000);
}

tick();
