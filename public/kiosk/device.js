// An enrolled kiosk's own part: a key that cannot leave this browser, the code that the steward types, the proof of the key, and
// once a minute a signed report of how the machine is. It keeps nothing of anybody: the key, what the machine is called, counters.
// (WebCrypto and IndexedDB; ADR 013 says why plain JavaScript.) All words stand in the page; this file has none.

import { bridge } from './offline/bridge.js';
import { handOnView } from './offline/seen.js';

const POLL_MS = 3000;
const REPORT_MS = 60_000;
/** A touch is written down this often at most. */
const TOUCH_MS = 5000;
/** Who has just proved the key and comes back refused waits so long before proving it again. */
const PATIENCE_MS = 20_000;
/** So long nobody has touched the first page when canary.js comes. */
const QUIET_MS = 5 * 60_000;
/** A proof that the machine forgets is good for a day; at night it is made anew a little before. */
const PROVED_MS = 24 * 3_600_000;
const PROVED_AT_NIGHT_MS = 20 * 3_600_000;
/** One that came to no end is tried again after so long. */
const TRIED_MS = 3_600_000;

// ── what is kept on this machine ──

function open() {
  return new Promise((done, failed) => {
    const asked = indexedDB.open('yimen-device', 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore('keep');
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
}

/** Runs `act` on what is kept, in one transaction; done once it is on the disk. */
async function transact(mode, act) {
  const base = await open();
  try {
    const tx = base.transaction('keep', mode, { durability: 'strict' });
    return await new Promise((done, failed) => {
      const asked = act(tx.objectStore('keep'), (value) => (asked.answer = value));
      tx.oncomplete = () => done(asked.answer ?? asked.result);
      tx.onabort = tx.onerror = () => failed(tx.error);
    });
  } finally {
    base.close();
  }
}

const kept = (name) => transact('readonly', (store) => store.get(name));
const keep = (name, value) => transact('readwrite', (store) => store.put(value, name));
const drop = (name) => transact('readwrite', (store) => store.delete(name));

/** The next number of what this machine signs; two pages at once never get the same. */
export const nextCounter = () =>
  transact('readwrite', (store, answer) => {
    const asked = store.get('counter');
    asked.onsuccess = () => {
      const next = (asked.result ?? 0) + 1;
      store.put(next, 'counter');
      answer(next);
    };
    return asked;
  });

// ── the key ──

const ECDSA = { name: 'ECDSA', namedCurve: 'P-256' };
const base64 = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)));

/** A new key: made here, usable here, never readable. */
async function newKey() {
  const pair = await crypto.subtle.generateKey(ECDSA, false, ['sign', 'verify']);
  await keep('key', pair);
  return pair;
}

/** Signs as WebCrypto does: r and s, 32 bytes each (IEEE P1363). */
export async function sign(text) {
  const { privateKey } = await kept('key');
  return base64(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, privateKey, new TextEncoder().encode(text)));
}

const post = (path, body) =>
  fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body), cache: 'no-store' });

/** Proves the key: the address of this kiosk's first page, or nothing. The server's answer sets the cookie. */
async function prove(device, challenge) {
  const signature = await sign(`yimen-device:prove:${device}:${challenge}`);
  const answer = await post('/kiosk/enrol/prove', { device, challenge, signature });
  return answer.ok ? (await answer.json()).go : undefined;
}

async function standing(device) {
  const answer = await post('/kiosk/enrol/standing', { device });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

// ── the pages where a machine is set up or comes back ──

const place = document.querySelector('[data-device-page]');

function say(name) {
  for (const one of place.querySelectorAll('[data-say]')) one.hidden = one.dataset.say !== name;
}

function show(name, shown) {
  for (const one of document.querySelectorAll(`[data-shows="${name}"]`)) one.hidden = !shown;
}

/** Shows a code, or none. */
function showCode(code) {
  show('code', Boolean(code));
  for (const one of document.querySelectorAll('[data-code]')) one.textContent = code ?? '';
}

/** Registers this machine under a new key and shows its code. */
async function register() {
  const pair = await newKey();
  const bridge = new URLSearchParams(location.hash.slice(1)).get('bridge') ?? '';
  const key = base64(await crypto.subtle.exportKey('spki', pair.publicKey));
  const answer = await post('/kiosk/enrol/register', { key, bridge });
  if (!answer.ok) {
    showCode();
    show('again', answer.status < 500);
    say(answer.status === 429 ? 'busy' : answer.status < 500 ? 'failed' : 'away');
    return answer.status >= 500;
  }
  const { device, code, seconds } = await answer.json();
  await keep('counter', 0);
  await drop('told');
  await keep('machine', { device, code, until: Date.now() + seconds * 1000 });
  return true;
}

/** One look at where this machine stands. True: look again soon. */
async function look() {
  const machine = await kept('machine');
  if (!machine) return place.dataset.devicePage === 'enrol' && register();
  const now = await standing(machine.device);
  showCode(now.standing === 'waiting' ? machine.code : undefined);
  show('again', now.standing === 'unknown' || now.standing === 'revoked');
  switch (now.standing) {
    case 'waiting':
      say('waiting');
      return true;
    case 'enrolled': {
      if (Date.now() - ((await kept('proved')) ?? 0) < PATIENCE_MS) return true;
      say('proving');
      const go = await prove(machine.device, now.challenge);
      if (!go) return true;
      await keep('proved', Date.now());
      location.replace(go);
      return false;
    }
    case 'revoked':
      say('revoked');
      return false;
    default:
      say('ended');
      return false;
  }
}

async function settle() {
  let again = true;
  try {
    again = await look();
  } catch {
    say('away');
  }
  if (again) setTimeout(settle, POLL_MS);
}

/** Begins anew: a machine that was taken out of use, or whose code has ended, gets another key. */
async function begin() {
  show('again', false);
  say('starting');
  await drop('machine');
  await settle();
}

// ── how the machine is ──

/** The bridge beside this machine; `undefined` where it has none. */
const beside = bridge();

/** What the bridge says of the parts, and asks to have signed; unknown where there is none, offline where it does not answer. */
async function parts() {
  if (!beside) return {};
  try {
    const { printer, reader, scanner, ups, standing } = await beside.state();
    const said = { printer: printer?.state, paper_left: printer?.paper_left ?? null, reader: reader?.state, scanner: scanner?.state, ups: ups?.state };
    return { said, challenge: standing?.challenge };
  } catch {
    return { said: { printer: 'offline', reader: 'offline', scanner: 'offline' } };
  }
}

/** Which pages these are: the name of their loader. */
function version() {
  const loader = document.querySelector('script[src^="/islands."]')?.getAttribute('src') ?? '';
  return loader.split('.').at(1) ?? '';
}

async function report(device) {
  const [touched, proof] = [await kept('touched'), await kept('wipe')];
  const known = { printer: 'unknown', paper_left: null, reader: 'unknown', scanner: 'unknown', ups: 'unknown' };
  const { said, challenge } = await parts();
  const text = JSON.stringify({
    device,
    ...known,
    ...said,
    version: version(),
    last_touch_s: touched === undefined ? null : Math.max(0, Math.round((Date.now() - touched) / 1000)),
    wipe: proof?.result ?? 'unknown',
    wiped: proof?.at ?? null,
    traces: proof?.traces ?? [],
    time: Date.now(),
    counter: await nextCounter(),
  });
  const answer = await post('/kiosk/health', { report: text, signature: await sign(`yimen-device:health:${text}`), bridge: challenge ?? '' });
  // The bridge works for a machine in use only, and takes the door's word for it.
  if (answer.status === 200) await beside?.vouched(await answer.json());
  return answer;
}

/** Reports; proves the key where the session has ended; leaves once the machine is out of use. */
async function tell(device) {
  let answer = await report(device);
  // Something else that the machine signed has overtaken it.
  if (answer.status === 409) answer = await report(device);
  if (answer.status === 401) {
    const now = await standing(device);
    if (now.standing === 'enrolled' && (await prove(device, now.challenge))) await report(device);
  } else if (answer.status === 403) {
    await beside?.ended();
    location.replace('/kiosk/enrol');
  }
  await keep('told', Date.now());
}

async function keepTelling(device) {
  try {
    const age = Date.now() - ((await kept('told')) ?? 0);
    if (age >= 0 && age < REPORT_MS) {
      setTimeout(() => keepTelling(device), REPORT_MS - age);
      return;
    }
    await tell(device);
  } catch {
    // Nobody could be reached: the next minute tries again.
  }
  setTimeout(() => keepTelling(device), REPORT_MS);
}

let stillSince = Date.now();

function watchTouches() {
  let written = 0;
  const touch = () => {
    const now = Date.now();
    stillSince = now;
    if (now - written < TOUCH_MS) return;
    written = now;
    keep('touched', now).catch(() => undefined);
  };
  for (const event of ['pointerdown', 'keydown']) addEventListener(event, touch, { capture: true, passive: true });
}

// ── how large its panel is ──

/** Kept for the pages on which the server does not know the machine: a millimetre is one there too. */
async function keepPanel() {
  const { inch } = document.body.dataset;
  if (inch && inch !== (await kept('inch'))) await keep('inch', inch);
}

async function usePanel() {
  const inch = await kept('inch');
  if (inch) document.body.dataset.inch = inch;
}

// ── whether it forgets ──

/** Milliseconds since a moment by this machine's clock; very long for one that was never, or lies ahead. */
function age(moment) {
  const ms = Date.now() - (moment ?? 0);
  return ms < 0 ? Infinity : ms;
}

/** Whether it is time for a proof: nobody is there, and the last is from the night before or older. */
async function isDue() {
  const typed = [...document.querySelectorAll('main input:not([type="hidden"])')].some((input) => input.value !== '');
  if (typed || age(stillSince) < QUIET_MS || age(await kept('tried')) < TRIED_MS) return false;
  const proof = await kept('wipe');
  const old = proof && proof.result !== 'unknown' ? age(proof.searched) : Infinity;
  if (old < PROVED_AT_NIGHT_MS) return false;
  // Whether it is night, the server says. Where it says nothing, no proof could come to an end.
  const answer = await fetch('/kiosk/canary/due', { cache: 'no-store' });
  return answer.ok && (old > PROVED_MS || (await answer.json()).night);
}

const canary = () => import('/kiosk-files/canary.js');

let proving = false;

async function proveForgetting() {
  if (proving) return;
  proving = true;
  try {
    await keep('tried', Date.now());
    await (await canary()).begin({ keep });
  } catch {
    proving = false;
  }
}

/** Goes on with a proof that is under way; on the first page waits for the next. */
async function watchForgetting(device) {
  const first = document.querySelector('script[data-first]') !== null;
  const plan = await kept('canary');
  if (plan && (await (await canary()).goOn({ keep, drop }, plan, first))) await tell(device);
  if (!first) return;
  document.addEventListener('kiosk-canary', () => void proveForgetting());
  setInterval(async () => (await isDue().catch(() => false)) && proveForgetting(), REPORT_MS);
}

const enrolled = document.querySelector('script[data-device]')?.dataset.device;
if (place && !enrolled) {
  document.querySelector('[data-again]')?.addEventListener('click', () => begin().catch(() => say('failed')));
  if (place.dataset.devicePage === 'enrol') say('starting');
  if (globalThis.crypto?.subtle && globalThis.indexedDB) settle();
  else say('failed');
  usePanel().catch(() => undefined);
} else if (enrolled) {
  watchTouches();
  if (!document.querySelector('[data-alone]')) handOnView();
  keepTelling(enrolled);
  keepPanel().catch(() => undefined);
  watchForgetting(enrolled).catch(() => undefined);
  // A device that comes back to where it was set up has nothing to do there.
  if (place?.dataset.devicePage === 'enrol') settle();
}
