// The dictionary in memory: what is written for which syllables. Read once at the keyboard's first opening; the same for
// everybody, it learns from nobody.

import { GRUNTS, beginnings } from './segment.js';
import { READINGS } from './names.js';

const WORD = /([^\x00-\x7f]+)([0-m])/g;

/** Reads `dictionary.txt`: a line is syllables, then words each with its weight (four steps for each e-fold). */
export function readDictionary(text) {
  const words = new Map();
  const byInitials = new Map();
  const syllables = new Set();
  for (const line of text.split('\n')) {
    const at = line.search(/[^a-z ]/);
    if (at < 1) continue;
    const key = line.slice(0, at);
    words.set(key, line.slice(at));
    if (!key.includes(' ') && !GRUNTS.has(key)) syllables.add(key);
  }
  for (const key of words.keys()) {
    const initials = key.split(' ').map((syllable) => syllable[0]).join('');
    const there = byInitials.get(initials);
    if (there) there.push(key);
    else byInitials.set(initials, [key]);
  }
  const extra = new Map();
  for (const [text, syllable] of READINGS) extra.set(syllable, [...(extra.get(syllable) ?? []), text]);
  return new Dictionary(words, byInitials, syllables, extra);
}

export class Dictionary {
  constructor(words, byInitials, syllables, extra) {
    Object.assign(this, { words, byInitials, syllables, extra, begun: beginnings(syllables) });
  }

  /** What is written for exactly these syllables: `{ text, weight, key }`, the most frequent first. */
  exactly(key) {
    const found = [...(this.words.get(key) ?? '').matchAll(WORD)].map(([, text, weight]) => ({
      text,
      weight: weight.charCodeAt(0) - 48,
      key,
    }));
    // Readings that only names have.
    for (const text of this.extra.get(key) ?? []) if (!found.some((one) => one.text === text)) found.push({ text, weight: 1, key });
    return found;
  }

  /** What is written for these units, begun ones completed in every way. */
  matching(units) {
    if (units.every((unit) => unit.whole)) return this.exactly(units.map((unit) => unit.text).join(' '));
    const fits = (key) => {
      const parts = key.split(' ');
      return units.every((unit, at) => (unit.whole ? parts[at] === unit.text : parts[at].startsWith(unit.text)));
    };
    const keys = this.byInitials.get(units.map((unit) => unit.text[0]).join('')) ?? [];
    const found = keys.filter(fits).flatMap((key) => this.exactly(key));
    return found.sort((one, other) => other.weight - one.weight);
  }

  /** How often each character is written: for what is drawn by strokes. */
  weights() {
    const weights = new Map();
    for (const syllable of this.syllables) {
      for (const { text, weight } of this.exactly(syllable)) weights.set(text, Math.max(weight, weights.get(text) ?? 0));
    }
    return weights;
  }
}
