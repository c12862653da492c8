// What stands on the phone: IndexedDB, sealed with a key that no script can read out.
//
// `kept` holds one sealed thing a name (the pack, sessions half done), `queue` what is not at the
// clinic yet. Outside the seal stands only what sending needs: whose it is, when to try again.

const NAME = "steady";
const VERSION = 1;
const KEY = "key";
const ALGORITHM = { name: "AES-GCM", length: 256 };
let opened;

function open() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      const made = request.result;
      for (const name of ["keys", "kept"]) if (!made.objectStoreNames.contains(name)) made.createObjectStore(name);
      if (!made.objectStoreNames.contains("queue")) made.createObjectStore("queue", { keyPath: "seq", autoIncrement: true });
    };
    request.onsuccess = () => {
      request.result.onversionchange = () => { request.result.close(); opened = undefined; };
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  });
  opened.catch(() => { opened = undefined; });
  return opened;
}

/** Do something in one transaction; resolves with its answer once the disk has it. */
async function within(stores, mode, act) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(stores, mode, { durability: "strict" });
    let answer;
    transaction.oncomplete = () => resolve(answer);
    transaction.onabort = () => reject(transaction.error ?? new Error("Nothing could be kept on this phone."));
    act(transaction, (value) => { answer = value; });
  });
}

/** The phone's own key; the first of two tabs that make one wins. */
async function key() {
  const there = await within("keys", "readonly", (transaction, give) => {
    transaction.objectStore("keys").get(KEY).onsuccess = ({ target }) => give(target.result);
  });
  if (there) return there;
  const made = await crypto.subtle.generateKey(ALGORITHM, false, ["encrypt", "decrypt"]);
  return within("keys", "readwrite", (transaction, give) => {
    const store = transaction.objectStore("keys");
    store.get(KEY).onsuccess = ({ target }) => {
      if (!target.result) store.put(made, KEY);
      give(target.result ?? made);
    };
  });
}

async function seal(value) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = new TextEncoder().encode(JSON.stringify(value));
  return { iv, cipher: await crypto.subtle.encrypt({ ...ALGORITHM, iv }, await key(), plain) };
}

async function unseal({ iv, cipher }) {
  const plain = await crypto.subtle.decrypt({ ...ALGORITHM, iv }, await key(), cipher);
  return JSON.parse(new TextDecoder().decode(plain));
}

/** Keep something under a name; resolves once it is on the disk. Asked at the last moment, `isWanted` can stop it. */
export async function keep(name, value, isWanted = () => true) {
  const sealed = await seal(value);
  await within("kept", "readwrite", (transaction) => { if (isWanted()) transaction.objectStore("kept").put(sealed, name); });
}

/** What is kept under a name; undefined for nothing, and for what cannot be opened any more. */
export async function read(name) {
  try {
    const sealed = await within("kept", "readonly", (transaction, give) => {
      transaction.objectStore("kept").get(name).onsuccess = ({ target }) => give(target.result);
    });
    return sealed && await unseal(sealed);
  } catch {
    return undefined;
  }
}

/** Forget what is kept under a name; without a name everything but the queue. */
export async function forget(name) {
  await within("kept", "readwrite", (transaction) => {
    const store = transaction.objectStore("kept");
    if (name === undefined) store.clear();
    else store.delete(name);
  });
}

/** The names under which something is kept. */
export async function names() {
  return within("kept", "readonly", (transaction, give) => {
    transaction.objectStore("kept").getAllKeys().onsuccess = ({ target }) => give(target.result);
  });
}

/** Add to the queue: `head` stands open, `body` is sealed. Resolves with its number, from the disk. */
export async function enqueue(head, body, done) {
  const item = { ...head, sealed: await seal(body) };
  return within(["queue", "kept"], "readwrite", (transaction, give) => {
    transaction.objectStore("queue").add(item).onsuccess = ({ target }) => give(target.result);
    if (done) transaction.objectStore("kept").delete(done);
  });
}

/** The whole queue, oldest first, without opening the seals. */
export async function queued() {
  return within("queue", "readonly", (transaction, give) => {
    transaction.objectStore("queue").getAll().onsuccess = ({ target }) => give(target.result);
  });
}

/** What an item of the queue says. */
export const opens = (item) => unseal(item.sealed);

/** Change what stands open of an item, and with `body` what is sealed. A sent item stays away. */
export async function change(seq, head, body) {
  const sealed = body === undefined ? {} : { sealed: await seal(body) };
  await within("queue", "readwrite", (transaction) => {
    const store = transaction.objectStore("queue");
    store.get(seq).onsuccess = ({ target }) => { if (target.result) store.put({ ...target.result, ...head, ...sealed }); };
  });
}

/** The clinic has it: take it out, and tell the item that waits for it which revision it became. */
export async function settle(seq, next, revision) {
  await within("queue", "readwrite", (transaction) => {
    const store = transaction.objectStore("queue");
    store.delete(seq);
    if (next === undefined) return;
    store.get(next).onsuccess = ({ target }) => { if (target.result) store.put({ ...target.result, base: revision }); };
  });
}
