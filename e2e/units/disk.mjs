/** The power went. */
export class PowerCut extends Error {}

/**
 * A disk in place of IndexedDB: the same acts as `store.js`. What was written stays. `cutAfter` acts the power goes: the act is done
 * or not (`done`), nobody hears of it, and every later act of this `plug` fails.
 */
export class Disk {
  #stores = new Map(['keep', 'given', 'requests'].map((name) => [name, new Map()]));
  acts = 0;

  plug({ cutAfter = Infinity, done = true } = {}) {
    let left = cutAfter;
    const act = async (change) => {
      this.acts += 1;
      await null;
      if (left < 0) throw new PowerCut();
      left -= 1;
      if (left >= 0) return change();
      if (done) change();
      throw new PowerCut();
    };
    const at = (name) => this.#stores.get(name);
    return {
      get: (of, name) => act(() => at(of).get(name)),
      all: (of) => act(() => [...at(of)].sort(([a], [b]) => (a < b ? -1 : 1))),
      add: (of, name, value) =>
        act(() => {
          if (at(of).has(name)) throw new Error('ConstraintError');
          at(of).set(name, value);
        }),
      write: (of, changes) => act(() => changes.forEach(([name, value]) => (value === undefined ? at(of).delete(name) : at(of).set(name, value)))),
    };
  }

  /** Everything that lies on it, as text; keys that cannot be read do not lie open. */
  async text() {
    const shown = (value) => {
      if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return Buffer.from(value instanceof ArrayBuffer ? value : value.buffer).toString('latin1');
      if (value && typeof value === 'object' && !(value instanceof CryptoKey)) return Object.values(value).map(shown).join('\n');
      return String(value);
    };
    return [...this.#stores.values()].flatMap((store) => [...store].map(([name, value]) => `${name}\n${shown(value)}`)).join('\n');
  }
}
