// The tables that a kiosk loads, read once for all of these tests.
import { readFileSync } from 'node:fs';
import { readDictionary } from '../../public/kiosk/pinyin/dictionary.js';
import { candidates } from '../../public/kiosk/pinyin/engine.js';
import { readStrokes } from '../../public/kiosk/pinyin/strokes.js';

const folder = new URL('../../public/kiosk/pinyin/', import.meta.url);
export const text = (file) => readFileSync(new URL(file, folder), 'utf8');
export const dictionary = readDictionary(text('dictionary.txt'));
export const strokes = readStrokes(text('strokes.txt'));
export const weights = dictionary.weights();

/** What stands in the list for these letters. */
export const offered = (typed, options) => candidates(typed, dictionary, options).map((one) => one.text);

/** The syllable that each character is most often said with; names have readings of their own. */
export const said = new Map();
for (const syllable of dictionary.syllables) {
  for (const { text: character, weight } of dictionary.exactly(syllable)) {
    if (weight > (said.get(character)?.weight ?? -1)) said.set(character, { syllable, weight });
  }
}

/**
 * Types `wanted` as somebody does who takes the longest candidate that is right: how many touches on candidates it took, and how
 * far down the list each stood; nothing when it cannot be written.
 */
export function write(wanted, typed, options = {}) {
  let [written, left] = ['', typed];
  const places = [];
  while (written !== wanted) {
    const list = candidates(left, dictionary, { ...options, before: (options.before ?? '') + written });
    const right = list.filter((one) => wanted.startsWith(written + one.text));
    const best = right.sort((one, other) => other.text.length - one.text.length)[0];
    if (!best) return undefined;
    places.push(list.indexOf(best));
    written += best.text;
    left = left.slice(best.used);
  }
  return { places, left };
}
