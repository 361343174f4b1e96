// The keyboard itself: one region at the lower edge of the panel with a head, the candidates and the keys. It types into the field
// it was opened for and keeps nothing of it.

import { SimpleKeyboard } from '../vendor/simple-keyboard.js';
import { COMPOSING, LAYOUT, PADS, STROKE, boardsOf, display, spoken, tabOf } from './boards.js';
import { Candidates } from './candidates.js';
import { Composer } from './composer.js';
import { before, erase, insert, kindOf, labelOf, nextOf, quiet, replace, unquiet } from './fields.js';
import { giveBack, makeRoom, reveal } from './place.js';
import { say } from './words.js';
import { Wheels } from './wheels.js';

/** These act when the finger is lifted: they change what lies under it. */
const ON_LIFT = new Set(['{next}', '{done}', '{shift}', '{clear}', '{line}']);
/** Candidates are said when nothing was typed for so long. */
const SETTLED = 700;
/** So many are said. */
const SAID = 5;
/** In the browser's storage while somebody is read to, and while they hear what they type too (app/src/parts/news.rs): a hall may hear
    it, so that is asked for here, by who wears headphones. */
const [LISTENS, TYPING] = ['read-aloud', 'read-typing'];

function isKept(name) {
  try {
    return sessionStorage.getItem(name) !== null;
  } catch {
    // A browser that keeps nothing still has a keyboard.
    return false;
  }
}

export class Board {
  field;
  #board;
  #boards = [];
  #composer = new Composer();
  #candidates = new Candidates((one) => this.#choose(one));
  #wheels = new Wheels(
    (day) => {
      replace(this.field, day);
      this.#say(day);
    },
    () => (nextOf(this.field) ? this.#next() : this.close()),
  );
  #keys;
  #saying;
  #began = '';

  constructor() {
    this.root = document.createElement('section');
    this.root.className = 'kb no-print';
    this.root.hidden = true;
    this.root.setAttribute('aria-label', say('keyboard'));
    this.root.innerHTML = `<div class="kb-head"><p class="kb-for" aria-hidden="true"></p><button type="button" class="kb-hear"></button><div class="kb-tabs" role="group"></div></div>
      <div class="kb-keys"></div><p class="visually-hidden" role="status"></p>`;
    [this.said, this.keysRoot] = [this.root.querySelector('[role=status]'), this.root.querySelector('.kb-keys')];
    this.head = this.root.querySelector('.kb-for');
    this.tabs = this.root.querySelector('.kb-tabs');
    this.tabs.setAttribute('aria-label', say('boards'));
    this.hear = this.root.querySelector('.kb-hear');
    this.hear.textContent = say('hear');
    this.hear.addEventListener('click', () => this.#hears(!isKept(TYPING)));
    this.keysRoot.before(this.#candidates.root, this.#wheels.root);
    // The field keeps the focus, and its cursor, whatever is touched here.
    for (const event of ['pointerdown', 'mousedown']) {
      this.root.addEventListener(event, (press) => press.preventDefault());
    }
    this.root.addEventListener('click', (event) => this.#lifted(event));
    document.body.append(this.root);
    new ResizeObserver(() => this.#settle()).observe(this.root);
    addEventListener('resize', () => this.#settle());
  }

  get open() {
    return !this.root.hidden;
  }

  /** Opens for a field, or moves over to it. */
  openFor(field) {
    if (this.field === field && this.open) return this.#settle();
    if (this.field) this.#leave();
    this.field = field;
    this.#began = field.value;
    this.kind = kindOf(field);
    this.#boards = boardsOf(this.kind);
    quiet(field);
    this.head.textContent = labelOf(field) ? say('typing', { field: labelOf(field) }) : '';
    this.hear.hidden = !isKept(LISTENS);
    this.hear.setAttribute('aria-pressed', String(isKept(TYPING)));
    this.root.hidden = false;
    this.#show(this.#boards[0]);
    return undefined;
  }

  /** Writes what is still being composed, and goes. */
  close() {
    if (!this.open) return;
    this.#leave();
    this.field = undefined;
    this.root.hidden = true;
    // Nothing that was written is said, or stands here, after it has gone.
    clearTimeout(this.#saying);
    this.said.textContent = '';
    giveBack();
  }

  #hears(typing) {
    if (typing) sessionStorage.setItem(TYPING, '');
    else sessionStorage.removeItem(TYPING);
    this.hear.setAttribute('aria-pressed', String(typing));
    // What was typed before was not asked for.
    this.said.textContent = '';
  }

  #leave() {
    this.#finish();
    unquiet(this.field);
    // A script's writing is no change to the browser; to the page it is one.
    if (this.field.value !== this.#began) this.field.dispatchEvent(new Event('change', { bubbles: true }));
  }

  #show(board) {
    this.#finish();
    this.#board = board;
    this.#composer.board = board;
    this.tabs.replaceChildren(...(this.#boards.length > 1 ? this.#boards.map((one) => this.#tab(one)) : []));
    const wheels = board === 'wheels';
    this.#wheels.root.hidden = !wheels;
    this.keysRoot.hidden = wheels;
    this.#candidates.root.hidden = !COMPOSING.has(board);
    this.root.dataset.board = board;
    this.root.classList.toggle('kb-pad', PADS.has(board));
    if (wheels) this.#wheels.open(this.field.value);
    else this.#draw();
    if (COMPOSING.has(board)) this.#prepare(board);
    this.#settle();
  }

  #tab(board) {
    const tab = document.createElement('button');
    tab.type = 'button';
    tab.className = 'kb-tab';
    tab.textContent = tabOf(board);
    tab.setAttribute('aria-pressed', String(board === this.#board || (board === 'english' && this.#board === 'capitals')));
    tab.addEventListener('click', () => this.#show(board));
    return tab;
  }

  #draw() {
    const left = [nextOf(this.field) ? '' : '{next}', this.field instanceof HTMLTextAreaElement ? '' : '{line}'];
    const composing = Boolean(this.#composer.typed);
    const keys = { ...display(this.#board), '{space}': say(composing ? 'choose' : 'space') };
    const options = {
      layout: LAYOUT,
      layoutName: this.#board,
      display: keys,
      excludeFromLayout: Object.fromEntries(Object.keys(LAYOUT).map((name) => [name, left])),
      buttonAttributes: spoken(this.#board),
    };
    if (this.#keys) {
      this.#keys.setOptions(options);
      return;
    }
    this.#keys = new SimpleKeyboard(this.keysRoot, {
      ...options,
      mergeDisplay: true,
      useButtonTag: true,
      theme: 'kb-layout',
      disableButtonHold: true,
      disableCaretPositioning: true,
      // Its own copy of what was typed stays empty.
      inputPattern: /^$/,
      onKeyPress: (key, event) => {
        if (!ON_LIFT.has(key)) this.#press(key, event);
      },
    });
  }

  /** Keys that act late, and every key that was pressed without a finger: by a screen reader or the Enter key. */
  #lifted(event) {
    const key = event.target.closest?.('[data-skbtn]')?.dataset.skbtn;
    if (key && (ON_LIFT.has(key) || event.detail === 0)) this.#press(key, event);
  }

  #press(key) {
    const composing = COMPOSING.has(this.#board);
    if (key === '{done}' || key === '{next}') {
      // What is still composed is written first, and seen, before the board goes.
      if (this.#composer.typed) return this.#first();
      return key === '{next}' ? this.#next() : this.close();
    }
    if (key === '{shift}') return this.#shift();
    if (key === '{bksp}') return this.#backspace();
    if (key === '{clear}') return replace(this.field, '');
    if (key === '{space}' && this.#composer.typed) return this.#first();
    if (composing && (STROKE[key] || /^[a-z']$/.test(key))) return this.#compose(STROKE[key] ?? key);
    this.#finish();
    this.#write({ '{space}': ' ', '{line}': '\n' }[key] ?? key);
    if (this.#board === 'capitals') this.#shift();
    return undefined;
  }

  #shift() {
    this.#board = this.#board === 'capitals' ? 'english' : 'capitals';
    this.#draw();
  }

  #compose(one) {
    const began = !this.#composer.typed;
    // An apostrophe divides what is there; alone it divides nothing.
    if (one === "'" && began) return;
    this.#composer.type(one);
    if (!this.#composer.ready(this.#board)) this.#prepare(this.#board);
    if (began) this.#draw();
    this.#refresh();
  }

  #backspace() {
    if (this.#composer.typed) {
      this.#composer.typed = this.#composer.typed.slice(0, -1);
      if (!this.#composer.typed) this.#draw();
      this.#refresh();
      return;
    }
    erase(this.field);
    this.#say(say('deleted'));
  }

  #refresh() {
    const found = this.#composer.found(before(this.field));
    const { typed } = this.#composer;
    const lost = typed && this.#composer.ready(this.#board) && found.length === 0;
    const hint = say({ name: 'name-hint', strokes: 'strokes-hint' }[this.#board] ?? 'pinyin-hint');
    this.#candidates.show(lost ? `${this.#composer.shown}　${say('none')}` : this.#composer.shown, found, hint);
    if (found.length) {
      const list = this.#candidates.visible.slice(0, SAID).map((one, at) => `${at + 1} ${one.text}`);
      this.#say(say('heard', { typed: this.#composer.shown, list: list.join('，') }));
    }
  }

  async #prepare(board) {
    if (this.#composer.ready(board)) return this.#refresh();
    this.#candidates.show('', [], say('preparing'));
    try {
      await this.#composer.prepare(board);
      if (this.#board === board) this.#refresh();
    } catch {
      if (this.#board === board) this.#candidates.show('', [], say('failed'));
    }
    return undefined;
  }

  #choose({ text, used }) {
    const { typed } = this.#composer;
    this.#composer.typed = this.#board === 'strokes' ? '' : typed.slice(used).replace(/^'+/, '');
    this.#write(text);
    if (!this.#composer.typed) this.#draw();
    this.#refresh();
  }

  #first() {
    const [first] = this.#composer.found(before(this.field));
    if (first) this.#choose(first);
  }

  /** What was begun is written as its likeliest; what nobody can read is dropped. */
  #finish() {
    for (let left = this.#composer.typed; left; left = this.#composer.typed) {
      this.#first();
      if (this.#composer.typed === left) this.#composer.typed = '';
    }
  }

  #write(text) {
    const written = insert(this.field, text);
    if (written && text.trim() && this.field.type !== 'password') this.#say(say('written', { text }));
    reveal(this.field, this.root.getBoundingClientRect().top);
  }

  #next() {
    const next = nextOf(this.field);
    if (!next) return;
    // The focus opens the board for it; where it does not, this does.
    next.focus({ preventScroll: true });
    this.openFor(next);
    const end = next.value.length;
    if (next.selectionStart !== null) next.setSelectionRange(end, end);
  }

  #say(text) {
    clearTimeout(this.#saying);
    // The same key twice is said twice.
    this.said.textContent = '';
    if (this.field.type !== 'password') this.#saying = setTimeout(() => (this.said.textContent = text), SETTLED);
  }

  #settle() {
    if (!this.open) return;
    makeRoom(this.root.offsetHeight);
    reveal(this.field, this.root.getBoundingClientRect().top);
  }
}
