// The identity card on this kiosk's reader: signing in by it, finding a number by it, reading it into a form, and the end when it is taken
// away. What a card says goes into the fields that somebody wants filled, or signed to our server, and is kept nowhere. All words stand in
// the page. (card/lying.js says whose card it is; ADR 013 why plain JavaScript.)

import { fill } from './card/fill.js';
import { Lying } from './card/lying.js';
import { nextCounter, sign } from './device.js';
import { bridge } from './offline/bridge.js';
import { scanned } from './scanned.js';

/** The bridge is gone: it is asked again after so long. */
const AGAIN_MS = 2000;
/** As long as the goodbye is seen. What was on the screen is covered meanwhile. */
const GOODBYE_MS = 2500;
/** A card that nobody takes is called out after so long, then twice as long, and never more seldom than every five minutes. */
const CALL_MS = 10_000;
const SELDOM_MS = 300_000;
/** How long the server may take. */
const ANSWER_MS = 15_000;

const reader = bridge();
/** A part of the page; none once leave.js has emptied it. */
const ours = (name) => document.querySelector(`[data-card="${name}"]`);
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** Shows one sentence of a place, or none. */
function say(place, name) {
  for (const one of place.querySelectorAll('[data-say]')) one.hidden = one.dataset.say !== name;
}

// ── a card that nobody takes ──

/** Who calls now: another one, or none, ends the one before. */
let caller;

async function take() {
  const words = ours('take');
  if (!words) return;
  words.hidden = false;
  if (caller) return;
  const own = (caller = {});
  for (let wait = CALL_MS; caller === own; wait = Math.min(2 * wait, SELDOM_MS)) {
    // Whoever is read to is not talked over.
    if (!document.body.hasAttribute('data-speaking')) {
      for (const { lang, textContent } of words.querySelectorAll('[lang]')) await reader.say(lang.startsWith('zh') ? 'zh' : 'en', textContent);
    }
    await pause(wait);
  }
}

function quiet() {
  caller = undefined;
  const words = ours('take');
  if (words) words.hidden = true;
}

// ── the end ──

async function leave() {
  quiet();
  const cover = ours('goodbye');
  if (!cover) return;
  cover.hidden = false;
  for (const behind of document.body.children) if (behind !== cover) behind.inert = true;
  await pause(GOODBYE_MS);
  document.dispatchEvent(new Event('kiosk-leave'));
}

// ── what the server is told ──

async function once(address, device, { name, number, valid_to }) {
  const card = JSON.stringify({ device, counter: await nextCounter(), name, number, valid_to });
  const body = new URLSearchParams({ card, signature: await sign(`yimen-device:card:${card}`) });
  return fetch(address, { method: 'POST', body, cache: 'no-store', signal: AbortSignal.timeout(ANSWER_MS) });
}

async function report(address, device, card) {
  const answer = await once(address, device, card);
  // A report of the machine's health has overtaken it.
  return answer.status === 409 ? once(address, device, card) : answer;
}

// ── signing in ──

const door = document.querySelector('[data-card-sign-in]');

/** The page to go on to: one of ours. */
function onwards() {
  const to = new URL(door.dataset.back, location.origin);
  return to.origin === location.origin ? to.pathname + to.search : '/my';
}

async function signIn(card) {
  say(door, 'busy');
  lying.signsIn();
  try {
    const answer = await report(`/kiosk/${door.dataset.cardSignIn}/card`, door.dataset.device, card);
    if (answer.ok) {
      // Taken meanwhile: then this ends as it does for everybody.
      if (lying.theirs) location.replace(onwards());
      return;
    }
    say(door, answer.status === 422 ? (await answer.json()).why : 'failed');
    lying.refused();
  } catch {
    // The server may have taken it all the same: whoever takes the card away is signed out.
    say(door, 'failed');
  }
}

// ── finding a number by it ──

const desk = document.querySelector('[data-card-number]');

/** Taking the card away afterwards ends nothing: nobody is signed in, and the number may still be printing. */
async function find(card) {
  say(desk, 'busy');
  try {
    const answer = await report(desk.dataset.cardNumber, desk.dataset.device, card);
    if (answer.ok) return location.assign((await answer.json()).go);
    say(desk, answer.status === 422 ? (await answer.json()).why : 'failed');
  } catch {
    say(desk, 'failed');
  }
}

// ── reading it into a form ──

/** Who waits for a card, and whose fields the card that lies there has filled already. */
let [waits, filled] = [undefined, undefined];

function put(place, card) {
  [waits, filled] = [undefined, place];
  fill(place.closest('form'), place.dataset, card);
  say(place, 'filled');
}

async function read(place) {
  // Of two people, each lays their own.
  const card = lying.theirs && (filled ?? place) === place ? await reader.card() : undefined;
  if (card) return put(place, card);
  waits = place;
  say(place, lying.there ? 'other' : 'lay');
}

const lying = new Lying(sessionStorage, {
  take,
  leave,
  laid(card) {
    quiet();
    if (waits) put(waits, card);
    else if (door) signIn(card);
    else if (desk) find(card);
  },
  async lies() {
    const card = (door || desk) && (await reader.card());
    if (card) await (door ? signIn(card) : find(card));
  },
  gone() {
    quiet();
    filled = undefined;
    if (waits) say(waits, 'lay');
  },
});

for (const place of document.querySelectorAll('[data-card-read]')) place.querySelector('button').addEventListener('click', () => read(place));

// ── what the bridge says ──

function heard(name, data) {
  if (name === 'card') lying.laid(data);
  else if (name === 'card_gone') lying.gone();
  else if (name === 'scan') scanned(data.text);
  else if (name === 'reader') {
    for (const offer of document.querySelectorAll('[data-needs-reader]')) offer.hidden = data.state !== 'ok';
    lying.found(data.card);
  }
}

async function listen() {
  for (;;) {
    await reader.events(heard).catch(() => undefined);
    await pause(AGAIN_MS);
  }
}

listen();
