// The proof that a kiosk forgets, once a night when nobody is there: somebody who does not exist comes, leaves a made-up mark in every
// place where a person could leave something, goes by the way that persons go (leave.js), and then the mark is looked for. What is told
// is «ok» or «found» with the kinds of places, never the mark. device.js loads this file only then, and again while a proof is under way.

/** The proof that is under way, among what this machine keeps of itself; the only place that may still know the mark. */
export const PLAN = 'canary';
const OWN_DATABASE = 'yimen-device';

/** Everything in a value that can be read, as one text. */
export function textOf(value, seen = new Set()) {
  if (value === null || value === undefined) return '';
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return new TextDecoder('latin1').decode(value);
  if (typeof value !== 'object') return String(value);
  if (seen.has(value)) return '';
  seen.add(value);
  const parts = value instanceof Map || value instanceof Set ? [...value] : Object.entries(value);
  return parts.flat().map((part) => textOf(part, seen)).join('\n');
}

/** Looks for the mark in each kind of place. A place that could not be looked into proves nothing. */
export async function search(mark, places) {
  const traces = [];
  let everywhere = true;
  for (const [kind, read] of Object.entries(places)) {
    try {
      if (textOf(await read()).includes(mark)) traces.push(kind);
    } catch {
      everywhere = false;
    }
  }
  return { result: traces.length > 0 ? 'found' : everywhere ? 'ok' : 'unknown', traces };
}

const asked = (request) =>
  new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = request.onblocked = () => failed(request.error);
  });

/** Opens a database; nothing where it has just gone. */
async function opened(name) {
  const opening = indexedDB.open(name);
  opening.onupgradeneeded = () => opening.transaction.abort();
  return asked(opening).catch((wrong) => {
    if (wrong?.name === 'AbortError') return undefined;
    throw wrong;
  });
}

/** Names and values of a database's stores. */
async function contents(name) {
  const base = await opened(name);
  if (!base) return [];
  try {
    const rooms = [...base.objectStoreNames];
    if (rooms.length === 0) return [name];
    const tx = base.transaction(rooms);
    const all = rooms.map(async (room) => {
      const at = tx.objectStore(room);
      const [keys, values] = await Promise.all([asked(at.getAllKeys()), asked(at.getAll())]);
      return keys.map((key, n) => (name === OWN_DATABASE && key === PLAN ? [] : [key, values[n]]));
    });
    return [name, await Promise.all(all)];
  } finally {
    base.close();
  }
}

async function cached() {
  const kept = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    kept.push(name);
    for (const request of await cache.keys()) kept.push(request.url, await (await cache.match(request))?.text());
  }
  return kept;
}

const fields = () => [...document.querySelectorAll('input, textarea, select')].map((field) => field.value);
const entries = () => (globalThis.navigation?.entries() ?? []).map((entry) => [entry.url, entry.getState()]);

async function post(path, body) {
  const answer = await fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body), cache: 'no-store' });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

/** Where a trace could be, each under the name that the steward is told. */
const places = ({ mark }, said) => ({
  storage: () => [Object.entries(sessionStorage), Object.entries(localStorage)],
  database: async () => Promise.all((await indexedDB.databases()).map(({ name }) => contents(name))),
  cache: cached,
  page: () => [document.documentElement.outerHTML, window.name, fields()],
  history: () => [location.href, document.referrer, history.state, entries()],
  cookie: async () => [document.cookie, (await said).cookie ? mark : ''],
  session: async () => ((await said).alive ? mark : ''),
});

/** Leaves the mark as a person's acts would: what pages keep, what was typed, and a session on the server. */
async function plant(mark) {
  for (const storage of [sessionStorage, localStorage]) storage.setItem(mark, mark);
  await (await caches.open(mark)).put(`/${mark}`, new Response(mark));
  const opening = indexedDB.open(mark, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore('kept').put(mark, mark);
  (await asked(opening)).close();
  document.cookie = `${mark}=${mark}; Path=/; SameSite=Strict`;
  window.name = mark;
  history.replaceState({ mark }, '');
  const form = document.createElement('form');
  const typed = document.createElement('input');
  typed.value = mark;
  form.append(typed);
  document.body.append(form);
  return (await post('/kiosk/canary/plant', { mark })).session;
}

/** Until leave.js listens. */
const loaded = () => document.readyState === 'complete' || new Promise((done) => addEventListener('load', done, { once: true }));

function leave() {
  const finished = document.querySelector('a[data-leave="finish"]');
  if (finished) finished.click();
  else document.dispatchEvent(new Event('kiosk-leave'));
}

/** Somebody comes: to a personal page whose address is made up. `own` reads and writes what the machine keeps of itself. */
export async function begin(own) {
  const mark = `canary${crypto.randomUUID().replaceAll('-', '')}`;
  await own.keep(PLAN, { mark, stage: 'comes' });
  location.assign(`/draft/${mark}`);
}

/** Goes on with a proof on the page that it has come to; true once there is a result. Where the way was cut off, the proof ends. */
export async function goOn(own, plan, isFirstPage) {
  await loaded();
  if (plan.stage === 'comes' && location.pathname === `/draft/${plan.mark}`) {
    // Without a session the rest is still tried; the result is then that nothing is proved.
    const session = await plant(plan.mark).catch(() => '');
    await own.keep(PLAN, { ...plan, stage: 'goes', session });
    leave();
    return false;
  }
  if (plan.stage !== 'goes' || !isFirstPage) {
    await own.drop(PLAN);
    return false;
  }
  const said = plan.session ? post('/kiosk/canary/look', { mark: plan.mark, session: plan.session }) : Promise.reject(new Error('nothing planted'));
  const now = said.then((told) => told.now, () => null);
  const proof = await search(plan.mark, places(plan, said));
  await own.keep('wipe', { ...proof, at: await now, searched: Date.now() });
  await own.drop(PLAN);
  return true;
}
