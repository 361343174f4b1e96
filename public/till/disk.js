// What lies on this device: the queue of what was taken, and what the till remembers of it, sealed with a key that cannot leave the
// device. What is done here is on the disk once it has resolved.

function open() {
  return new Promise((done, failed) => {
    const asked = indexedDB.open('till', 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore('keep');
      asked.result.createObjectStore('queue', { autoIncrement: true });
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
}

function asked(request) {
  return new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
}

/** Runs `act` in one transaction; done once it is on the disk. */
async function transact(stores, mode, act) {
  const base = await open();
  try {
    const tx = base.transaction(stores, mode, { durability: 'strict' });
    const ended = new Promise((done, failed) => {
      tx.oncomplete = done;
      tx.onabort = tx.onerror = () => failed(tx.error);
    });
    const [result] = await Promise.all([act(tx), ended]);
    return result;
  } finally {
    base.close();
  }
}

export const kept = (name) => transact(['keep'], 'readonly', (tx) => asked(tx.objectStore('keep').get(name)));
export const keep = (name, value) => transact(['keep'], 'readwrite', (tx) => asked(tx.objectStore('keep').put(value, name)));

/** This device's key: made here, usable here, never readable. */
async function deviceKey() {
  const known = await kept('key');
  if (known) return known;
  const made = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
  return transact(['keep'], 'readwrite', async (tx) => {
    const there = await asked(tx.objectStore('keep').get('key'));
    if (!there) await asked(tx.objectStore('keep').put(made, 'key'));
    return there ?? made;
  });
}

async function seal(value) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = new TextEncoder().encode(JSON.stringify(value));
  return { iv, data: await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, await deviceKey(), plain) };
}

async function unseal(sealed) {
  const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: sealed.iv }, await deviceKey(), sealed.data);
  return JSON.parse(new TextDecoder().decode(plain));
}

/** What the till remembers; nothing on a device that has taken nothing. */
export async function remembered() {
  const sealed = await kept('state');
  return sealed && unseal(sealed);
}

/** Adds a redemption, and what the till remembers after it: both or neither. */
export async function put(redemption, after) {
  const [sealed, state] = await Promise.all([seal(redemption), seal(after)]);
  await transact(['queue', 'keep'], 'readwrite', async (tx) => {
    await asked(tx.objectStore('queue').add(sealed));
    await asked(tx.objectStore('keep').put(state, 'state'));
  });
}

/** Everything that waits, with the names it is kept under. */
export async function waiting() {
  const [names, sealed] = await transact(['queue'], 'readonly', (tx) => {
    const queue = tx.objectStore('queue');
    return Promise.all([asked(queue.getAllKeys()), asked(queue.getAll())]);
  });
  return Promise.all(sealed.map(async (one, at) => ({ name: names[at], redemption: await unseal(one) })));
}

/** Keeps another redemption in the place of one that waits. */
export async function replace(name, redemption) {
  const sealed = await seal(redemption);
  await transact(['queue'], 'readwrite', (tx) => asked(tx.objectStore('queue').put(sealed, name)));
}

/** Takes out of the queue what waits no more. */
export const takeOut = (names) =>
  transact(['queue'], 'readwrite', (tx) => Promise.all(names.map((name) => asked(tx.objectStore('queue').delete(name)))));
