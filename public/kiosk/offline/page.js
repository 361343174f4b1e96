// The kiosk without a network. All words stand in the page; this file has none. One panel at a time is shown; a person's panel is
// gone with them.

import { bridge } from './bridge.js';
import { ticketLines } from './paper.js';
import { read } from './pass.js';
import { clockFace, dayOf, queue, UNDECIDED_MS } from './queue.js';
import { isUsual } from './seen.js';
import { alone, round } from './server.js';
import { store } from './store.js';

const page = document.querySelector('[data-offline-kiosk]');
const venue = page.dataset.offlineKiosk;
const printer = bridge();
const numbers = queue(store);
/** How often it is tried whether the network is back, and how long it is said that it is. */
const TRY_MS = 10_000;
const SAID_MS = 12_000;

const all = (selector, root = page) => [...root.querySelectorAll(selector)];
const first = (selector, root = page) => root.querySelector(selector);

/** Shows one of the page's own sentences (`data-say`) of a kind (`data-of`), with its values; none of that kind where it has no such name. */
function say(kind, name, values = {}) {
  for (const one of all(`[data-of="${kind}"]`)) {
    one.hidden = one.dataset.say !== name;
    if (one.hidden) continue;
    for (const words of all('[lang]', one)) {
      words.dataset.text ??= words.textContent;
      words.textContent = Object.entries(values).reduce((text, [key, value]) => text.replaceAll(`{${key}}`, value), words.dataset.text);
    }
  }
}

let shown = 'start';

/** Whether this is the first screen as the next person expects it: then nobody is asked whether they are still there. */
const atHome = () => document.querySelector('.idle').toggleAttribute('data-at-home', shown === 'start' && isUsual());
document.addEventListener('kiosk-view', atHome);

/** Shows a panel and forgets what was typed on the others. */
function show(name) {
  shown = name;
  for (const panel of all('[data-panel]')) {
    panel.hidden = panel.dataset.panel !== name;
    if (panel.hidden) all('form', panel).forEach((form) => form.reset());
  }
  atHome();
  first(`[data-panel="${name}"] [data-focus]`)?.focus();
  if (name !== 'start') say('refused', undefined);
}

// ── numbers ──

/** What the person is choosing, or was given. */
let service = '';
let entry;

async function showLeft() {
  const [left, waiting] = await Promise.all([numbers.left(), numbers.waiting()]);
  for (const one of all('[data-needs-numbers]')) one.hidden = left.length === 0;
  for (const one of all('[data-no-numbers]')) one.hidden = left.length > 0;
  const counting = waiting.filter(([, state]) => state === 'counts').length;
  say('waiting', counting > 0 ? 'waiting' : undefined, { n: String(counting) });
}

/** How the number that is shown stands: `printing`, `failed` or `unknown`, and then `printed` or `screen`. */
let stands;
/** Whether a number is on its way to the screen. */
let giving = false;
/** Whether the number that is shown is still to be decided on. */
const isOpen = () => shown === 'number' && (stands === 'failed' || stands === 'unknown');
/** When a number that nobody decides on is void. */
let undecided;

/** What is seen of a number. One that does not count yet is not told: who has heard it would wait for it. */
function showNumber(state) {
  stands = state;
  clearTimeout(undecided);
  const counts = state === 'printed' || state === 'screen';
  first('[data-number]').textContent = counts ? entry.number : '';
  for (const one of all('[data-when]')) one.hidden = !one.dataset.when.split(' ').includes(state);
  show('number');
  if (isOpen()) undecided = setTimeout(() => void end(entry), UNDECIDED_MS);
}

async function print() {
  const own = entry;
  showNumber('printing');
  const { outcome, why } = await printer.print(own.print, ticketLines(own, page.dataset));
  if (outcome === 'printed') await alone(() => numbers.counts(own));
  say('trouble', why);
  showNumber(outcome);
}

/** Once more, under a key of its own: the one before is answered the same for ever. */
async function printAgain() {
  showNumber('printing');
  const again = await alone(() => numbers.printAgain(entry));
  if (!again) return show('start');
  entry = again;
  await print();
}

/** The person decided: `printed` (they have the paper), `screen`, or nothing of it. */
async function decide(state) {
  await alone(() => (state ? numbers.counts(entry) : numbers.voids(entry)));
  if (state) showNumber(state);
  else show('start');
  await showLeft();
}

/** Nobody has decided, and whoever stood there is gone: what the printer knows by now holds. */
async function end(own) {
  const { outcome } = await printer.became(own.print);
  if (entry === own && isOpen()) await decide(outcome === 'printed' ? 'printed' : undefined);
}

async function give(wanted) {
  if (giving) return;
  giving = true;
  try {
    const given = await alone(() => numbers.give({ ...wanted, paper: printer !== undefined }));
    if (given.refused) {
      show('start');
      say('refused', given.refused, given);
    } else {
      entry = given;
      if (printer) await print();
      else showNumber('screen');
    }
  } finally {
    giving = false;
  }
  await showLeft();
}

async function scanned(text) {
  const kit = await numbers.kit();
  if (!text.trim()) return say('refused', 'empty');
  if (!kit) return say('refused', 'no-numbers');
  const now = await numbers.now();
  const pass = await read(text, { keys: kit.keys, venue, now });
  if (pass.refused) {
    const at = pass.at === undefined ? '' : `${dayOf(pass.at) === dayOf(now) ? '' : `${dayOf(pass.at)} `}${clockFace(pass.at)}`;
    // What is typed by hand is a reference: it can only be looked up by the server.
    const name = pass.refused === 'not-a-pass' && /^[0-9A-Z]{4}-?[0-9A-Z]{4}$/i.test(text.trim()) ? 'reference' : pass.refused;
    return say('refused', name, { at });
  }
  // What it is for, the booking says at the server; until then it stands for the venue's first.
  await give({ klass: 'appointment', pass, service: page.dataset.anyService });
}

// ── a request that only the server can read ──

async function ask(form) {
  const field = (name) => form.elements.namedItem(name).value.trim();
  const request = { service: field('service'), name: field('name'), phone: field('phone').replace(/[\s-]/g, '') };
  const wrong = !request.service ? 'service' : !request.name ? 'name' : /^1[3-9]\d{9}$/.test(request.phone) ? undefined : 'phone';
  say('wrong', wrong);
  if (wrong) return form.elements.namedItem(wrong).focus();
  const kept = await alone(() => numbers.ask(venue, request));
  form.reset();
  show(kept ? 'kept' : 'start');
  if (!kept) say('refused', 'no-key');
}

// ── the way back ──

/** When somebody last touched the machine, and what came home since the page was drawn. */
let touched = 0;
const came = { home: 0, in_queue: 0, requests: 0, begun: 0, not_kept: 0 };
for (const event of ['pointerdown', 'keydown']) addEventListener(event, () => (touched = Date.now()), { capture: true });

async function tryAgain() {
  if (shown === 'back') return;
  try {
    // What was being printed when the page before this one ended, the printer knows; what is on this screen, its person decides.
    const became = async (one) => printer?.became(one.print) ?? { outcome: 'unknown' };
    await alone(async () => !giving && shown !== 'number' && numbers.finishPrinting(became));
    const said = await alone(async () => {
      if (!(await fetch('/healthz', { cache: 'no-store' })).ok) throw new Error('not yet');
      return round(venue, numbers);
    });
    for (const what of Object.keys(came)) came[what] += said[what];
    // Never under a person: who is in the middle of something ends it here.
    const busy = shown !== 'start' || Date.now() - touched < TRY_MS;
    say('network', 'network-back');
    page.dataset.network = 'back';
    if (busy) return;
    show('back');
    const name = came.home === 0 ? 'home-none' : came.home === came.in_queue ? 'home-all' : 'home-some';
    say('home', name, { n: String(came.home), queue: String(came.in_queue), other: String(came.home - came.in_queue) });
    say('requests', came.requests > 0 ? 'delivered' : undefined, { n: String(came.requests) });
    say('begun', came.begun > 0 ? 'begun-home' : undefined, { n: String(came.begun) });
    say('not-kept', came.not_kept > 0 ? 'not-kept' : undefined, { n: String(came.not_kept) });
    setTimeout(() => location.replace(page.dataset.home), SAID_MS);
  } catch {
    page.dataset.network = 'gone';
    const since = await alone(() => numbers.gone());
    say('network', 'since', { time: clockFace(since) });
  }
}

// ── touches ──

page.addEventListener('click', (event) => {
  const button = event.target.closest('button, a');
  if (!button) return;
  const { go, service: chosen, klass, act } = button.dataset;
  if (go) show(go);
  if (chosen) {
    service = chosen;
    first('[data-chosen]').textContent = button.textContent;
    show('class');
  }
  if (klass) void give({ service, klass });
  if (act === 'again') void printAgain();
  if (act === 'have') void decide('printed');
  if (act === 'screen') void decide('screen');
  if (act === 'none') void decide(undefined);
});

for (const form of all('form[data-scan]')) {
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const text = form.elements.namedItem('scanned').value;
    form.reset();
    void scanned(text);
  });
}
first('form[data-ask]')?.addEventListener('submit', (event) => {
  event.preventDefault();
  void ask(event.target);
});

void printer?.scans((text) => shown === 'start' && void scanned(text)).catch(() => undefined);
show('start');
await showLeft();
await tryAgain();
await showLeft();
setInterval(() => void tryAgain(), TRY_MS);
addEventListener('online', () => void tryAgain());
document.documentElement.dataset.offline = 'ready';
