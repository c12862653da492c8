/* Notifications on this phone: what its browser can do, and switching them on and off. The browser asks
   only after a tap on the button. Without script the list of phones and its buttons work all the same. */

const form = document.getElementById("phone-on");
const said = document.getElementById("phone-said");
const say = (words) => { said.textContent = words; };

const CANNOT = "This browser shows no notifications of web pages. On an iPhone or iPad, add this site to the home screen and open it from there.";
const MAY_NOT = "This browser may show none of ours. Allow notifications for this site in its settings, then come back.";
const FAILED = "That did not work: the phone could not reach its notification service. Try again with better signal.";

function bytes(base64url) {
  const text = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (sign) => sign.charCodeAt(0));
}

async function mark(text) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function subscribe(registration) {
  const wanted = { userVisibleOnly: true, applicationServerKey: bytes(form.dataset.key) };
  try {
    return await registration.pushManager.subscribe(wanted);
  } catch (trouble) {
    if (trouble.name !== "InvalidStateError") throw trouble;
    // It trusts an earlier key of ours.
    await (await registration.pushManager.getSubscription())?.unsubscribe();
    return registration.pushManager.subscribe(wanted);
  }
}

async function switchOn() {
  if (await Notification.requestPermission() !== "granted") return say(MAY_NOT);
  await navigator.serviceWorker.register(form.dataset.worker, { scope: "/" });
  const { endpoint, keys } = (await subscribe(await navigator.serviceWorker.ready)).toJSON();
  form.elements.endpoint.value = endpoint;
  form.elements.p256dh.value = keys.p256dh;
  form.elements.auth.value = keys.auth;
  return form.submit();
}

/** The row of this phone in the list, if the clinic knows it. */
async function here() {
  const registration = await navigator.serviceWorker.getRegistration("/");
  const subscription = await registration?.pushManager.getSubscription();
  const row = subscription && document.querySelector(`[data-phone="${await mark(subscription.endpoint)}"]`);
  return row ? { row, subscription } : null;
}

async function show() {
  // The button is there from the start, so that nothing moves where it stays.
  const can = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
  const known = can && await here();
  form.hidden = !can || Boolean(known);
  if (!can) return say(CANNOT);
  if (!known) return say(Notification.permission === "denied" ? MAY_NOT : "");
  known.row.querySelector("[data-here]").hidden = false;
  known.row.querySelector("form").addEventListener("submit", () => { known.subscription.unsubscribe(); });
  return say("");
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  say("One moment…");
  switchOn().catch(() => say(FAILED));
});
show();
