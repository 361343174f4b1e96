// The till without a connection. It believes a code by the district's public keys, stays within the ceilings, and keeps what it
// took on this device, sealed with a key that cannot leave it, until the server has settled it. The server judges everything
// again: this page bounds the risk, it decides nothing. (WebCrypto and IndexedDB, no WebAssembly: residents' pages share one
// module and must not carry a till's rules.)

import { offer } from './camera.js';
import { take } from './ceilings.js';
import { read, verifies } from './code.js';
import { keep, kept, put, remembered, replace, takeOut, waiting } from './disk.js';
import { fetchKit, settle } from './server.js';
import { first, say, showConflicts, showWaiting, yuan } from './words.js';

/** How many are settled in one request. */
const AT_ONCE = 50;
/** How long a code that was scanned before the amount may wait for it, as on the till with a connection. */
const HELD_MS = 180_000;

/** One tab at a time touches the queue. */
const alone = async (act) => navigator.locks.request('till', act);

// ── taking ──

/** Whole fen of what was typed, or `undefined`. */
function fenOf(typed) {
  const found = /^¥?(\d{1,7})(?:\.(\d{1,2}))?元?$/.exec(typed.trim());
  return found ? Number(found[1]) * 100 + Number((found[2] ?? '').padEnd(2, '0')) : undefined;
}

/** What was entered, as lines, or `{ refused, field }`. */
function bought(form) {
  const lines = [];
  const fields = [...form.querySelectorAll('input[data-category]')];
  for (const field of fields.filter((one) => one.value.trim())) {
    const fen = fenOf(field.value);
    if (!fen) return { refused: 'yuan-wrong', field };
    lines.push({ category: field.dataset.category, item: null, count: 1, fen });
  }
  return lines.length > 0 ? { lines } : { refused: 'amount-empty', field: fields[0] };
}

/** The code that waits for its amount, and when it was scanned by the server's clock. */
let held = { text: '', at: 0 };

function scannedAt(text, now) {
  if (held.text !== text || now - held.at > HELD_MS) held = { text, at: now };
  return held.at;
}

/** Says why nothing was taken. What was scanned stays, marked: the next scan takes its place. */
function refuse(scan, name, values, field = scan) {
  say([name, values]);
  field.focus();
  field.select();
}

/** Takes what the form says; everything is on the disk before the page says so and forgets what was typed. */
async function charge(form) {
  const scan = first('#scanned', form);
  const kit = await kept('kit');
  if (!kit) return refuse(scan, 'no-kit');
  const text = scan.value.trim();
  if (!text) return refuse(scan, 'scan-empty');
  // The server's clock, as far as it was known when the kit was fetched.
  const taken = scannedAt(text, Date.now() + kit.skew);
  const { lines, refused, field } = bought(form);
  if (refused) return refuse(scan, refused, {}, field);
  const code = await read(text, kit, taken);
  if (code.refused) return refuse(scan, code.refused);
  const fen = lines.reduce((sum, line) => sum + line.fen, 0);
  const after = take(await remembered(), kit, code, fen, taken);
  if (after.refused) return refuse(scan, after.refused, { fen: yuan(after.fen ?? 0) });
  await put({ till: kit.till, key: crypto.randomUUID(), code: text, taken, lines }, after.state);
  form.reset();
  say(['taken', { fen: yuan(fen) }]);
  showWaiting(await waiting());
  scan.focus();
}

// ── settling ──

/** Fetches what is needed without a connection; `why` where it could not be had. */
async function refresh() {
  const { said, why } = await fetchKit();
  if (said) await keep('kit', { ...said, skew: said.now - Date.now() });
  // A device that was put out of use takes nothing more; what it took before is still settled.
  if (why === 'out-of-use') await keep('kit', undefined);
  return why;
}

/** Puts down what became of a part of the queue: what has an outcome waits no more. */
async function account(part, outcomes, done) {
  const over = [];
  for (const [at, { name, redemption }] of part.entries()) {
    const { what, why } = outcomes[at];
    if (what === 'elsewhere') done.elsewhere += 1;
    else if (what === 'again') await replace(name, { ...redemption, key: crypto.randomUUID() });
    else over.push(name);
    if (what === 'paid') done.paid += 1;
    if (what === 'conflict') done.conflicts.push({ ...redemption, why });
  }
  await takeOut(over);
}

/** Sends what waits. A part whose answer is lost is sent again with the same keys the next time. */
async function settleAll() {
  const done = { paid: 0, conflicts: [], elsewhere: 0, why: undefined };
  const queue = await waiting();
  for (let at = 0; at < queue.length && !done.why; at += AT_ONCE) {
    const part = queue.slice(at, at + AT_ONCE);
    const { said, why } = await settle(part.map((one) => one.redemption));
    done.why = why;
    if (said) await account(part, said, done);
  }
  return done;
}

/** Asks for news and sends what waits. `pressed`: somebody wants to hear of it either way. */
async function goOnline(pressed) {
  const trouble = await refresh();
  const { paid, conflicts, elsewhere, why = trouble } = await settleAll();
  const said = [];
  if (conflicts.length > 0) said.push(['settled-conflicts', { paid: String(paid), conflicts: String(conflicts.length) }]);
  else if (paid > 0) said.push(['settled', { paid: String(paid) }]);
  if (elsewhere > 0) said.push(['other-store', { n: String(elsewhere) }]);
  // Without a connection this page is what it is for: only who presses is told so.
  if (why && (pressed || why !== 'no-connection')) said.push([why]);
  if (said.length > 0) say(...said);
  showConflicts(conflicts);
  showWaiting(await waiting());
}

// ── the page ──

async function keepPage() {
  // The browser must not throw the queue away to make room.
  navigator.storage?.persist?.().catch(() => undefined);
  // Refused where nobody is signed in any more: what waits is still shown.
  const worker = await navigator.serviceWorker?.register('/offline-till-worker.js', { scope: '/till' }).catch(() => undefined);
  worker?.active?.postMessage('keep');
}

/** Whether this browser can take anything without a connection, and what it keeps can be read. */
async function able() {
  try {
    showWaiting(await waiting());
    return await verifies();
  } catch {
    return false;
  }
}

async function start() {
  await keepPage();
  const can = await able();
  if (!can) say(['cannot']);
  const form = first('form[data-offline]');
  form?.addEventListener('submit', (event) => {
    event.preventDefault();
    if (!can) return say(['cannot']);
    void alone(() => charge(form)).catch(() => say(['not-saved']));
  });
  const camera = first('[data-camera]');
  if (camera) {
    await offer(camera, (text) => {
      first('#scanned', form).value = text;
      form.requestSubmit();
    });
  }
  const back = (pressed) => alone(() => goOnline(pressed)).catch(() => say(['no-answer']));
  addEventListener('online', () => back(false));
  first('[data-settle]')?.addEventListener('click', () => back(true));
  await back(false);
  document.documentElement.dataset.till = 'ready';
}

void start();
