// The service worker: the player opens without signal. Above this stand VERSION and ABOUT, put
// there by the server; another list of files is another worker, with a cache of its own.
//
// It keeps files that are the same for everybody: the shell, styles, scripts, fonts, and the public
// pictures of drills. Pages and answers about a person never enter a cache; the days of a runner are
// sealed in IndexedDB by the pages themselves. It shows notifications, and a tap opens their page. A new worker waits until no page needs the old files.

const FILES = `steady-${VERSION}`;
const FIGURES = "steady-figures";
const PATIENCE = 6000; // ms, before a page without an answer counts as one without signal
const OURS = [/^\/$/, new RegExp(`^${ABOUT.shell}`), /^\/programs\/logs\/[^/]+\/(morning|change)\/$/];

addEventListener("install", (event) => event.waitUntil(keep()));
addEventListener("activate", (event) => event.waitUntil(tidy()));
addEventListener("message", ({ data }) => { if (data === "activate") skipWaiting(); });

async function keep() {
  const cache = await caches.open(FILES);
  await cache.addAll(ABOUT.files);
  // Asked for without a cookie, so that nothing in them is about anybody.
  for (const page of [ABOUT.shell, ABOUT.offline]) {
    await cache.add(new Request(page, { credentials: "omit", cache: "reload" }));
  }
}

async function tidy() {
  for (const name of await caches.keys()) {
    if (name.startsWith("steady-") && name !== FILES && name !== FIGURES) await caches.delete(name);
  }
  await clients.claim();
}

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request, pathname));
  else if (ABOUT.files.includes(pathname) || pathname.startsWith(ABOUT.figures)) event.respondWith(file(request));
});

async function page(request, pathname) {
  const isOurs = OURS.some((pattern) => pattern.test(pathname));
  try {
    return await (isOurs ? Promise.race([fetch(request), silence()]) : fetch(request));
  } catch {
    const cache = await caches.open(FILES);
    return await cache.match(isOurs ? ABOUT.shell : ABOUT.offline) ?? Response.error();
  }
}

function silence() {
  return new Promise((_, reject) => { setTimeout(() => reject(new Error("no answer")), PATIENCE); });
}

async function file(request) {
  return await caches.match(request, { ignoreVary: true }) ?? fetch(request);
}

// The push service gave this browser another address, or wants it to ask for one: the clinic is told,
// and knows it by the old one. Browsers that do not say the old one are asked on the page of ways.
addEventListener("pushsubscriptionchange", (event) => event.waitUntil(moved(event.oldSubscription, event.newSubscription)));

async function moved(old, given) {
  if (!old) return;
  const subscription = given ?? await registration.pushManager.subscribe(old.options);
  const { endpoint, keys } = subscription.toJSON();
  const { p256dh, auth } = keys;
  const body = new URLSearchParams({ old: old.endpoint, endpoint, p256dh, auth });
  await fetch(ABOUT.moved, { method: "POST", body, credentials: "omit" });
}

// One notification a tag: a repeat takes the place of the first, without a sound of its own.
addEventListener("push", (event) => event.waitUntil(show(event.data?.json() ?? {})));

function show({ title = "A message for you", body = "Open the app to see it.", url = "/", tag = "message" }) {
  return registration.showNotification(title, { body, tag, icon: ABOUT.icon, data: { url } });
}

addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(opened(event.notification.data?.url));
});

/** A page of ours and no other: an open one that stands there already, else a new one, for a session may run in the rest. */
async function opened(url) {
  const wanted = new URL(url ?? "/", location.origin);
  const page = wanted.origin === location.origin ? wanted.href : location.origin;
  const there = (await clients.matchAll({ type: "window" })).find((client) => client.url === page);
  return there ? there.focus() : clients.openWindow(page);
}
