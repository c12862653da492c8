/* The picture on the physio's screen carries the code behind the #, which no server is sent. */
const form = document.getElementById("start");

function take() {
  const code = decodeURIComponent(location.hash.slice(1));
  if (!code || !form) return;
  history.replaceState(null, "", location.pathname);
  form.elements.code.value = code;
  form.requestSubmit();
}

addEventListener("hashchange", take);
take();
