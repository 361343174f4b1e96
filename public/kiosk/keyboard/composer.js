// Chinese while it is being written: the letters or strokes typed so far and what they may become. The tables are fetched at the
// first need and shared by everybody; what was typed is dropped as soon as it is written.

import { readDictionary } from '../pinyin/dictionary.js';
import { candidates, shown } from '../pinyin/engine.js';
import { readStrokes, strokeCandidates } from '../pinyin/strokes.js';

/** More than a sentence is not typed in one go. */
const LONGEST = 48;
const tables = {};

function table(file, read) {
  tables[file] ??= fetch(new URL(`../pinyin/${file}`, import.meta.url))
    .then((answer) => {
      if (!answer.ok) throw new Error(`${file}: ${answer.status}`);
      return answer.text();
    })
    .then(read)
    .catch((wrong) => {
      // The next key asks again.
      delete tables[file];
      throw wrong;
    });
  return tables[file];
}

const STROKE_MARKS = { 1: '一', 2: '丨', 3: '丿', 4: '丶', 5: '乛', '*': '＊' };

export class Composer {
  typed = '';
  board = 'pinyin';
  #dictionary;
  #strokes;
  #weights;

  /** Fetches what this board needs. */
  async prepare(board) {
    this.#dictionary = await table('dictionary.txt', readDictionary);
    if (board !== 'strokes') return;
    this.#strokes = await table('strokes.txt', readStrokes);
    this.#weights ??= this.#dictionary.weights();
  }

  /** Whether the board's tables are there. */
  ready(board) {
    return Boolean(board === 'strokes' ? this.#strokes : this.#dictionary);
  }

  /** One more letter or stroke. */
  type(one) {
    if (this.typed.length < LONGEST) this.typed += one;
  }

  /** What may be written, given what stands before the cursor. */
  found(before) {
    if (!this.typed || !this.ready(this.board)) return [];
    if (this.board === 'strokes') return strokeCandidates(this.typed, this.#strokes, this.#weights);
    return candidates(this.typed, this.#dictionary, { names: this.board === 'name', before });
  }

  /** What was typed, as it is shown. */
  get shown() {
    if (this.board === 'strokes') return [...this.typed].map((one) => STROKE_MARKS[one]).join(' ');
    return this.#dictionary ? shown(this.typed, this.#dictionary) : this.typed;
  }
}
