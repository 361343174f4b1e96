// The till without a connection. It believes a code by the district's public keys, stays within the ceilings, and keeps what it
// took on this device, sealed with a key that cannot leave it, until the server has settled it. The server judges everything
// again: this page bounds the risk, it decides nothing. (WebCrypto and IndexedDB, no WebAssembly: residents' pages share one
// module and must not carry a till's rules.) All words stand in the page; this file has none.

import { decode } from '/kiosk-files/offline/base45.js';

const SIGNATURE = 64;
const WALLET_KIND = 3;
/** How many are settled in one request. */
const AT_ONCE = 50;
const DAY_MS = 86_400_000;
/** Beijing is eight hours ahead of UTC, the year round. */
const BEIJING_MS = 28_800_000;

// ── what is kept on this device ──

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
    const result = await act(tx);
    await ended;
    return result;
  } finally {
    base.close();
  }
}

const kept = (name) => transact(['keep'], 'readonly', (tx) => asked(tx.objectStore('keep').get(name)));
const keep = (name, value) => transact(['keep'], 'readwrite', (tx) => asked(tx.objectStore('keep').put(value, name)));

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

// ── the code (app/domain/src/voucher/code.rs) ──

const hex = (bytes) => [...bytes].map((one) => one.toString(16).padStart(2, '0')).join('');
const unhex = (text) => new Uint8Array(text.match(/../g).map((two) => Number.parseInt(two, 16)));

/** What a code says, or `{ refused }` with the reason's name. */
async function read(scanned, kit, now) {
  const bytes = decode(scanned.trim().toUpperCase());
  if (!bytes || bytes.length < SIGNATURE + 41 || bytes[0] !== 1 || bytes[1] !== WALLET_KIND) return { refused: 'code-bad' };
  const body = bytes.subarray(0, bytes.length - SIGNATURE);
  const rest = 4 + body[3];
  if (body.length !== rest + 36) return { refused: 'code-bad' };
  if (new TextDecoder().decode(body.subarray(4, rest)) !== kit.district) return { refused: 'code-district' };
  const key = kit.keys.find(([id]) => id === body[2]);
  if (!key) return { refused: 'code-altered' };
  const known = await crypto.subtle.importKey('raw', unhex(key[1]), { name: 'Ed25519' }, false, ['verify']);
  const good = await crypto.subtle.verify({ name: 'Ed25519' }, known, bytes.subarray(body.length), body);
  if (!good) return { refused: 'code-altered' };
  const view = new DataView(body.buffer, body.byteOffset + rest);
  const age = now - Number(view.getBigInt64(16));
  if (age > (kit.life.seconds + kit.life.tolerance_seconds) * 1000) return { refused: 'code-old' };
  if (age < -kit.life.tolerance_seconds * 1000) return { refused: 'code-future' };
  return { wallet: hex(body.subarray(rest, rest + 16)), counter: Number(view.getBigUint64(24)), offline: view.getUint32(32) };
}

// ── the ceilings (app/domain/src/voucher/offline.rs) ──

const dayOf = (now) => Math.floor((now + BEIJING_MS) / DAY_MS);

/** The state after taking `fen`, or `{ refused, fen }`. */
function take(before, kit, code, fen, now) {
  const today = dayOf(now);
  const state = before ?? { day: undefined, taken: 0, people: {} };
  const fresh = state.day !== today;
  const of = (one) => ({ counter: one.counter, taken: fresh ? 0 : one.taken });
  const people = Object.fromEntries(Object.entries(state.people).map(([wallet, one]) => [wallet, of(one)]));
  // What other devices of the store had taken when the kit was fetched counts too.
  const taken = Math.max(fresh ? 0 : state.taken, dayOf(kit.now) === today ? kit.taken_today : 0);
  const person = people[code.wallet];
  const spent = person?.taken ?? 0;
  if (person && code.counter <= person.counter) return { refused: 'code-used' };
  const least = [
    ['over-person', kit.ceilings.per_person - spent],
    ['over-store', kit.ceilings.per_store - taken],
    ['over-balance', code.offline - spent],
  ];
  const over = least.find(([, left]) => fen > Math.max(left, 0));
  if (over) return { refused: over[0], fen: Math.max(over[1], 0) };
  people[code.wallet] = { counter: code.counter, taken: spent + fen };
  return { state: { day: today, taken: taken + fen, people } };
}

// ── the page ──

const first = (selector, root = document) => root.querySelector(selector);
const yuan = (fen) => `${Math.trunc(fen / 100)}.${String(Math.abs(fen % 100)).padStart(2, '0')}`;

/** Shows one of the page's own sentences, with its values. */
function say(name, values = {}) {
  for (const one of document.querySelectorAll('[data-say]')) {
    one.hidden = one.dataset.say !== name;
    if (one.hidden) continue;
    one.dataset.text ??= one.textContent;
    one.textContent = Object.entries(values).reduce((text, [key, value]) => text.replace(`{${key}}`, value), one.dataset.text);
  }
}

/** Whole fen of what was typed, or `undefined`. */
function fenOf(typed) {
  const found = /^¥?(\d{1,7})(?:\.(\d{1,2}))?元?$/.exec(typed.trim());
  return found ? Number(found[1]) * 100 + Number((found[2] ?? '').padEnd(2, '0')) : undefined;
}

/** The server's clock, as far as it was known when the kit was fetched. */
const clock = (kit) => Date.now() + kit.skew;

async function fetchKit() {
  const answer = await fetch('/till/kit', { headers: { accept: 'application/json' } });
  if (!answer.ok) return;
  const kit = await answer.json();
  await keep('kit', { ...kit, skew: kit.now - Date.now() });
}

/** Everything that waits, with the names it is kept under. */
async function waiting() {
  const [names, sealed] = await transact(['queue'], 'readonly', async (tx) => {
    const queue = tx.objectStore('queue');
    return Promise.all([asked(queue.getAllKeys()), asked(queue.getAll())]);
  });
  return Promise.all(sealed.map(async (one, at) => ({ name: names[at], redemption: await unseal(one) })));
}

async function showWaiting() {
  const queue = await waiting();
  const fen = queue.flatMap((one) => one.redemption.lines).reduce((sum, line) => sum + line.fen, 0);
  for (const [selector, text] of [['[data-waiting]', queue.length], ['[data-waiting-fen]', yuan(fen)]]) {
    for (const one of document.querySelectorAll(selector)) one.textContent = String(text);
  }
  for (const one of document.querySelectorAll('[data-if-waiting]')) one.hidden = queue.length === 0;
}

/** Takes what the form says; everything is on the disk before the page says so. */
async function charge(form) {
  const kit = await kept('kit');
  if (!kit) return say('no-kit');
  const lines = [];
  for (const input of form.querySelectorAll('input[data-category]')) {
    if (!input.value.trim()) continue;
    const fen = fenOf(input.value);
    if (!fen) return say('yuan-wrong');
    lines.push({ category: input.dataset.category, item: null, count: 1, fen });
  }
  if (lines.length === 0) return say('amount-empty');
  const scan = first('#scanned', form);
  const text = scan.value;
  scan.value = '';
  if (!text.trim()) return say('scan-empty');
  const now = clock(kit);
  const code = await read(text, kit, now);
  if (code.refused) return say(code.refused);
  const fen = lines.reduce((sum, line) => sum + line.fen, 0);
  const sealedBefore = await kept('state');
  const after = take(sealedBefore && (await unseal(sealedBefore)), kit, code, fen, now);
  if (after.refused) return say(after.refused, { fen: yuan(after.fen ?? 0) });
  const redemption = { key: crypto.randomUUID(), code: text.trim(), taken: now, lines };
  const [sealed, state] = await Promise.all([seal(redemption), seal(after.state)]);
  await transact(['queue', 'keep'], 'readwrite', async (tx) => {
    await asked(tx.objectStore('queue').add(sealed));
    await asked(tx.objectStore('keep').put(state, 'state'));
  });
  form.reset();
  say('taken', { fen: yuan(fen) });
  await showWaiting();
  first('#scanned', form).focus();
}

/** Sends what waits; what has an outcome waits no more. A request whose answer is lost is sent again with the same keys. */
async function settle() {
  const queue = await waiting();
  let [paid, conflicts] = [0, 0];
  for (let at = 0; at < queue.length; at += AT_ONCE) {
    const part = queue.slice(at, at + AT_ONCE);
    const body = JSON.stringify(part.map((one) => one.redemption));
    const answer = await fetch('/till/settle', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    if (!answer.ok) break;
    const outcomes = await answer.json();
    for (const outcome of outcomes) outcome.paid ? (paid += 1) : (conflicts += 1);
    await transact(['queue'], 'readwrite', (tx) => Promise.all(part.map((one) => asked(tx.objectStore('queue').delete(one.name)))));
  }
  if (paid + conflicts > 0) say(conflicts > 0 ? 'settled-conflicts' : 'settled', { paid: String(paid), conflicts: String(conflicts) });
  await showWaiting();
}

/** One tab at a time touches the queue. */
const alone = (act) => navigator.locks.request('till', act);

async function start() {
  if (navigator.serviceWorker) {
    // Refused where nobody is signed in any more: what waits is still shown.
    const worker = await navigator.serviceWorker.register('/offline-till-worker.js', { scope: '/till' }).catch(() => undefined);
    worker?.active?.postMessage('keep');
  }
  const form = first('form[data-offline]');
  form?.addEventListener('submit', (event) => {
    event.preventDefault();
    void alone(() => charge(form));
  });
  const back = () => alone(async () => {
    await fetchKit();
    await settle();
  }).catch(() => undefined);
  addEventListener('online', back);
  first('[data-settle]')?.addEventListener('click', back);
  await showWaiting();
  await back();
  document.documentElement.dataset.till = 'ready';
}

void start();
