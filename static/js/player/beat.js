// A timer in a worker of its own: a browser slows the timers of a hidden page down, but not these.
let timer;
addEventListener("message", ({ data }) => {
  clearTimeout(timer);
  if (data !== null) timer = setTimeout(() => postMessage(0), data);
});
