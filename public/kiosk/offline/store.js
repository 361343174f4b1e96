// Where this device keeps what must outlive a power cut: IndexedDB, each act one transaction that is on the disk before it is done.

const NAME = 'yimen-kiosk-queue';
const STORES = ['keep', 'given', 'requests'];

function asked(request) {
  return new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
}

function open() {
  const opening = indexedDB.open(NAME, 1);
  opening.onupgradeneeded = () => STORES.forEach((name) => opening.result.createObjectStore(name));
  return asked(opening);
}

async function transact(mode, act) {
  const base = await open();
  try {
    const tx = base.transaction(STORES, mode, { durability: 'strict' });
    const ended = new Promise((done, failed) => {
      tx.oncomplete = done;
      tx.onabort = tx.onerror = () => failed(tx.error);
    });
    // A refused request aborts: then `ended` says so, and `act` is not heard any more.
    const [result] = await Promise.all([act((name) => tx.objectStore(name)), ended]);
    return result;
  } finally {
    base.close();
  }
}

/** The store that queue.js is given; its test gives it another with the same four acts. */
export const store = {
  get: (of, name) => transact('readonly', (at) => asked(at(of).get(name))),
  /** Everything of a store as pairs of name and value, by name. */
  all: (of) =>
    transact('readonly', async (at) => {
      const [names, values] = await Promise.all([asked(at(of).getAllKeys()), asked(at(of).getAll())]);
      return names.map((name, n) => [name, values[n]]);
    }),
  /** Adds what must not be there yet; refused where it is. */
  add: (of, name, value) => transact('readwrite', (at) => asked(at(of).add(value, name))),
  /** All of `changes` (`[name, value]`; a value that is undefined is taken away), or none. */
  write: (of, changes) =>
    transact('readwrite', (at) =>
      Promise.all(changes.map(([name, value]) => asked(value === undefined ? at(of).delete(name) : at(of).put(value, name)))),
    ),
};
