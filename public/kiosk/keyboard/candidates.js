// The strip above the keys: what was typed, and what it may be written as, two lines at a time.

import { say } from './words.js';

const LINES = 2;

function button(classes, text, label) {
  const made = document.createElement('button');
  made.type = 'button';
  made.className = classes;
  made.textContent = text;
  if (label) made.setAttribute('aria-label', label);
  return made;
}

export class Candidates {
  #found = [];
  /** Where each page that was turned to begins. */
  #pages = [0];
  #shown = 0;
  #choose;

  /** `choose` is told which candidate was touched. */
  constructor(choose) {
    this.#choose = choose;
    this.root = document.createElement('div');
    this.root.className = 'kb-strip';
    this.typed = document.createElement('p');
    this.typed.className = 'kb-typed';
    this.list = document.createElement('div');
    this.list.className = 'kb-candidates';
    this.list.setAttribute('role', 'group');
    this.list.setAttribute('aria-label', say('candidates'));
    this.list.lang = 'zh-CN';
    this.back = button('kb-turn', '‹', say('previous'));
    this.on = button('kb-turn', '›', say('following'));
    this.back.addEventListener('click', () => this.#turn(-1));
    this.on.addEventListener('click', () => this.#turn(1));
    this.root.append(this.typed, this.list, this.back, this.on);
  }

  /** What is on the page now. */
  get visible() {
    return this.#found.slice(this.#pages.at(-1), this.#pages.at(-1) + this.#shown);
  }

  /** Shows these candidates from the first. `typed` stands before them; a hint when nothing is typed. */
  show(typed, found, hint) {
    this.#found = found;
    this.#pages = [0];
    this.typed.textContent = typed || hint;
    this.typed.classList.toggle('kb-hint', !typed);
    this.#draw();
  }

  #turn(by) {
    if (by < 0) this.#pages.pop();
    else this.#pages.push(this.#pages.at(-1) + this.#shown);
    this.#draw();
  }

  #draw() {
    const from = this.#pages.at(-1);
    this.list.replaceChildren(
      ...this.#found.slice(from, from + 60).map((one, at) => {
        const made = button('kb-candidate', one.text);
        if (from + at === 0) made.classList.add('kb-first');
        made.addEventListener('click', () => this.#choose(one));
        return made;
      }),
    );
    const tops = [...this.list.children].map((one) => one.offsetTop);
    const lines = [...new Set(tops)];
    const fits = tops.filter((top) => lines.indexOf(top) < LINES).length;
    while (this.list.children.length > fits) this.list.lastChild.remove();
    this.#shown = fits;
    this.back.disabled = this.#pages.length === 1;
    this.on.disabled = from + fits >= this.#found.length;
  }
}
