// On the kiosk's first page, between people: keeps ready what is needed when the network goes, brings home what was given out without
// it, and lets a new worker take over while nobody is in front of the machine.

import { bridge } from './bridge.js';
import { clockFace, queue } from './queue.js';
import { alone, isEnrolled, round } from './server.js';
import { store } from './store.js';

const venue = document.querySelector('[data-keep-ready]').dataset.keepReady;
const numbers = queue(store);
/** How often it is looked after, and how often whether a new worker waits. */
const EVERY_MS = 60_000;
const LOOK_MS = 5000;
const SOON_MS = 1000;
/** A page that is as young as this may have been asked for by somebody who stands there. */
const QUIET_MS = 10_000;

/** Nobody is here: nothing touched for a while since the page was drawn, nothing typed, nobody greeted with a refusal. */
const drawnAt = Date.now();
let touched = [...document.querySelectorAll('main [role="alert"]')].some((one) => one.textContent.trim() !== '');
for (const event of ['pointerdown', 'keydown', 'input']) addEventListener(event, () => (touched = true), { capture: true, once: true });
const untouched = () => !touched && Date.now() - drawnAt > QUIET_MS && [...document.querySelectorAll('main input:not([type="hidden"])')].every((input) => input.value === '');

/** Says until when this machine works today; nothing where that is past, or not known. */
async function sayUntil() {
  const until = (await numbers.kit())?.open_until ?? 0;
  const open = until > (await numbers.now());
  for (const one of document.querySelectorAll('[data-works-until]')) {
    one.hidden = !open;
    for (const words of one.querySelectorAll('[lang]')) {
      words.dataset.text ??= words.textContent;
      words.textContent = words.dataset.text.replace('{time}', clockFace(until));
    }
  }
}

async function tend() {
  await alone(async () => {
    const printer = bridge();
    await numbers.finishPrinting(async ({ print }) => printer?.became(print) ?? { outcome: 'unknown' });
    await round(venue, numbers);
  }).catch(() => undefined);
  await sayUntil().catch(() => undefined);
  document.documentElement.dataset.tended = String(Date.now());
}

function takeOver(registration) {
  if (registration.waiting && untouched()) registration.waiting.postMessage('take-over');
}

async function keepReady() {
  if (!navigator.serviceWorker) return;
  // An enrolled kiosk shows nothing but its own pages: they are all looked after. In anybody's browser only `/kiosk/` is.
  const scope = isEnrolled() ? '/' : '/kiosk/';
  const registration = await navigator.serviceWorker.register(`/kiosk-files/worker.js?venue=${venue}`, { scope });
  registration.active?.postMessage('keep');
  // Drawn anew with the new files; not where the first worker of all takes over.
  const drawn = navigator.serviceWorker.controller;
  navigator.serviceWorker.addEventListener('controllerchange', () => drawn && untouched() && location.reload(), { once: true });
  const look = () => takeOver(registration);
  registration.addEventListener('updatefound', () => registration.installing?.addEventListener('statechange', look));
  look();
  setInterval(look, LOOK_MS);
  setInterval(() => void registration.update().catch(() => undefined), EVERY_MS);
}

/** A network that goes would find a machine without numbers: they are asked for again soon, then more and more rarely. */
async function tendUntilThereAreNumbers(pause) {
  await tend();
  const missing = isEnrolled() && (await numbers.wants().catch(() => 0)) > 0;
  if (missing && pause < EVERY_MS) setTimeout(() => void tendUntilThereAreNumbers(pause * 2), pause);
}

await Promise.all([keepReady().catch(() => undefined), tendUntilThereAreNumbers(SOON_MS)]);
setInterval(() => void tend(), EVERY_MS);
document.documentElement.dataset.kept = 'ready';
