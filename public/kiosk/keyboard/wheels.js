// A date by three wheels: year, month, day. Each turns by its buttons, by touching a neighbour or by drawing a finger over it
// (nothing needs the finger to be drawn: WCAG 2.2, 2.5.7).

import { say } from './words.js';

const OLDEST = 150;
/** Where a wheel stands before anything is known: who types a date here is most often old. */
const USUAL_AGE = 70;
const AROUND = [-2, -1, 0, 1, 2];

const daysIn = (year, month) => new Date(Date.UTC(year, month, 0)).getUTCDate();
const two = (number) => String(number).padStart(2, '0');

/** The day that stands in a field, however it is divided: `1950-3-12`, `1950年3月12日`, `19500312`. */
export function readDay(text) {
  const found = /^\s*(\d{4})\D?(\d{1,2})\D?(\d{1,2})\D?\s*$/.exec(text);
  if (!found) return undefined;
  const [year, month, day] = found.slice(1).map(Number);
  return month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month) ? { year, month, day } : undefined;
}

/** `1950-03-12`, as every form takes it. */
export const writeDay = ({ year, month, day }) => `${year}-${two(month)}-${two(day)}`;

/** The day after a wheel was turned; the last of the month where there is no such day. */
export function turned(day, part, by, thisYear) {
  const next = { ...day };
  if (part === 'year') next.year = Math.min(thisYear + 10, Math.max(thisYear - OLDEST, day.year + by));
  if (part === 'month') next.month = ((day.month - 1 + by + 120) % 12) + 1;
  const last = daysIn(next.year, next.month);
  if (part === 'day') next.day = ((day.day - 1 + by + 10 * last) % last) + 1;
  next.day = Math.min(next.day, last);
  return next;
}

function make(tag, classes, text = '') {
  const made = document.createElement(tag);
  if (tag === 'button') made.type = 'button';
  made.className = classes;
  made.textContent = text;
  return made;
}

export class Wheels {
  #day;
  #changed;
  #done;
  #thisYear = new Date().getFullYear();
  #wheels = [];

  /** `changed` is told each day that is turned to, `done` that it shall stand. */
  constructor(changed, done) {
    this.#changed = changed;
    this.#done = done;
    this.root = make('div', 'kb-wheels');
    for (const [part, steps] of [['year', [10, 1]], ['month', [1]], ['day', [1]]]) this.root.append(this.#wheel(part, steps));
    this.put = make('button', 'kb-put');
    this.put.addEventListener('click', () => {
      this.#changed(writeDay(this.#day));
      this.#done();
    });
    this.root.append(this.put);
  }

  /** Begins with what stands in the field. */
  open(value) {
    this.#day = readDay(value) ?? { year: this.#thisYear - USUAL_AGE, month: 1, day: 1 };
    this.#draw();
  }

  #turn(part, by) {
    this.#day = turned(this.#day, part, by, this.#thisYear);
    this.#draw();
    this.#changed(writeDay(this.#day));
  }

  #wheel(part, steps) {
    const wheel = make('div', 'kb-wheel');
    wheel.setAttribute('role', 'group');
    wheel.setAttribute('aria-label', say(part));
    const row = (sign) => {
      const line = make('div', 'kb-steps');
      for (const step of steps) {
        const press = make('button', 'kb-step', step === 1 ? (sign < 0 ? '▲' : '▼') : `${sign < 0 ? '−' : '+'}${step} ${say(part)}`);
        // An arrow says nothing when heard; «+10 年» does.
        if (step === 1) press.setAttribute('aria-label', say(sign < 0 ? 'earlier' : 'later', { part: say(part), n: step }));
        press.addEventListener('click', () => this.#turn(part, sign * step));
        line.append(press);
      }
      return line;
    };
    const face = make('div', 'kb-face');
    face.tabIndex = 0;
    face.setAttribute('role', 'spinbutton');
    face.setAttribute('aria-label', say(part));
    face.addEventListener('keydown', (event) => {
      const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (by) this.#turn(part, by);
    });
    const values = AROUND.map((by) => {
      const value = make('span', by === 0 ? 'kb-value kb-now' : 'kb-value');
      face.append(value);
      return { by, value };
    });
    drawn(face, values, (by) => this.#turn(part, by));
    wheel.append(row(-1), face, row(1));
    this.#wheels.push({ part, face, values });
    return wheel;
  }

  #draw() {
    for (const { part, face, values } of this.#wheels) {
      for (const { by, value } of values) value.textContent = `${turned(this.#day, part, by, this.#thisYear)[part]}${by ? '' : ` ${say(part)}`}`;
      const now = this.#day[part];
      const [least, most] = { year: [this.#thisYear - OLDEST, this.#thisYear + 10], month: [1, 12], day: [1, daysIn(this.#day.year, this.#day.month)] }[part];
      for (const [name, value] of [['now', now], ['min', least], ['max', most], ['text', `${now} ${say(part)}`]]) {
        face.setAttribute(`aria-value${name}`, String(value));
      }
    }
    const { year, month, day } = this.#day;
    this.put.textContent = say('put-date', { date: say('date', { year, month, day }) });
  }
}

/** A finger drawn over a face turns it a value for each row; one that only touches a neighbour turns to that. */
function drawn(face, values, turn) {
  let from;
  let moved = false;
  face.addEventListener('pointerdown', (event) => {
    from = event.clientY;
    moved = false;
    face.setPointerCapture(event.pointerId);
  });
  face.addEventListener('pointermove', (event) => {
    if (from === undefined) return;
    const row = face.clientHeight / values.length;
    const rows = Math.trunc((from - event.clientY) / row);
    if (rows === 0) return;
    moved = true;
    from -= rows * row;
    turn(rows);
  });
  face.addEventListener('pointerup', (event) => {
    if (from === undefined) return;
    from = undefined;
    if (moved) return;
    const box = face.getBoundingClientRect();
    const at = Math.min(values.length - 1, Math.max(0, Math.floor(((event.clientY - box.top) / box.height) * values.length)));
    if (values[at].by) turn(values[at].by);
  });
  face.addEventListener('pointercancel', () => {
    from = undefined;
  });
}
