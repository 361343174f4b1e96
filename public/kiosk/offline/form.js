// A form that is begun without a network: one screen at a time, kept only when somebody says so, then sealed at once for the server
// and gone from the page. All words stand in the page; this file has none. What is wrong with an answer, the server says when it is
// gone on with.

import { holds } from './asked.js';
import { bridge } from './bridge.js';
import { slipLines } from './paper.js';
import { queue } from './queue.js';
import { newReference } from './reference.js';
import { alone } from './server.js';
import { store } from './store.js';

const page = document.querySelector('[data-offline-form]');
const { offlineForm: service, venue } = page.dataset;
const numbers = queue(store);
const printer = bridge();

const all = (selector, root = page) => [...root.querySelectorAll(selector)];
const first = (selector, root = page) => root.querySelector(selector);
const form = first('form');
const screens = all('[data-screen]');

/** Says one of the page's refusals, or none. */
function refuse(name) {
  for (const one of all('[data-of="refused"]')) one.hidden = one.dataset.say !== name;
}

/** What was typed, by the names of the inputs; nothing of a question that is not asked, and nothing empty. */
function typed() {
  const given = {};
  for (const input of all('input[name], select[name]', form)) {
    const chosen = !['radio', 'checkbox'].includes(input.type) || input.checked;
    if (!chosen || input.value.trim() === '' || input.closest('[data-when][hidden]')) continue;
    (given[input.name] ??= []).push(input.value);
  }
  return given;
}

/** Shows what is asked after what was answered, in the order of the form: an answer may hang on the one before it. */
function ask() {
  for (const one of all('[data-when]', form)) one.hidden = !holds(JSON.parse(one.dataset.when), one.dataset.prefix ?? '', typed());
  const given = typed();
  for (const list of all('select[data-within]', form)) {
    const [within = ''] = given[list.dataset.within] ?? [];
    for (const option of list.options) option.hidden = within !== '' && (option.dataset.under ?? within) !== within;
    if (list.selectedOptions[0]?.hidden) list.value = '';
  }
}

/** Whether something on a screen is asked now. */
const asks = (screen) => all('input[name], select[name]', screen).some((input) => !input.closest('[data-when][hidden]'));

let at = 0;

/** Shows a screen. */
function show(next) {
  at = next;
  screens.forEach((screen, n) => (screen.hidden = n !== at));
  first('[data-act="before"]').hidden = before() === -1;
  first('[data-act="next"]').hidden = after() === -1;
  refuse(undefined);
}

const before = () => screens.slice(0, at).findLastIndex(asks);
const after = () => screens.findIndex((screen, n) => n > at && asks(screen));

/** Another screen, at its heading. */
function turn(to) {
  if (to === -1) return;
  show(to);
  first('[tabindex]', screens[at])?.focus();
  scrollTo(0, 0);
}

let keeping = false;

/** Keeps what was typed, and takes it out of the page. */
async function keep() {
  if (keeping) return;
  const given = typed();
  if (Object.keys(given).length === 0) return refuse('nothing-typed');
  keeping = true;
  const found = newReference();
  try {
    const attempt = await alone(() => numbers.begun(venue, { service, ...found, typed: given }));
    if (attempt) return await kept(attempt, found);
  } catch {
    // A full disk, a key that does not fit: it is not kept, and that is said.
  }
  keeping = false;
  refuse('not-kept-here');
}

async function kept(attempt, found) {
  form.reset();
  first('[data-asking]').remove();
  first('[data-reference]').textContent = found.reference;
  first('[data-code]').textContent = found.code;
  first('[data-begun]').hidden = false;
  first('[data-begun] [tabindex]').focus();
  scrollTo(0, 0);
  const paper = (state) => all('[data-paper]').forEach((one) => (one.hidden = one.dataset.paper !== state));
  paper(printer ? 'printing' : 'none');
  if (printer) paper((await printer.print(attempt, slipLines(found, page.dataset))).outcome === 'printed' ? 'printed' : 'failed');
}

form.addEventListener('input', () => {
  ask();
  first('[data-act="next"]').hidden = after() === -1;
});
form.addEventListener('submit', (event) => {
  event.preventDefault();
  turn(after());
});
form.addEventListener('click', (event) => {
  const act = event.target.closest('button')?.dataset.act;
  if (act === 'before') turn(before());
  if (act === 'keep') void keep();
});

ask();
show(screens.findIndex(asks));
form.hidden = false;
document.documentElement.dataset.offline = 'form';
