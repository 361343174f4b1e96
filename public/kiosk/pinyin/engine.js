// Pinyin to Chinese: candidates for what was typed, the likeliest first. Pure: what it is given is the dictionary, the letters
// and where they stand; it keeps nothing between two calls.

import { nameCandidates } from './names-engine.js';
import { segment } from './segment.js';

/** ln of the dictionary's whole count: a weight of four steps for each e-fold becomes a logarithm of a probability. */
const WHOLE = 18.4;
/** What a syllable that was only begun costs. */
const BEGUN = 1.5;
/** The dictionary's longest word, in syllables. */
const LONGEST = 4;
/** Compositions kept at each place. */
const BEAM = 4;
/** Another way to cut counts while it is so near the best. */
const NEAR = 9;

const likely = (word, units) => word.weight / 4 - WHOLE - BEGUN * units.filter((unit) => !unit.whole).length;

/** The likeliest sentences over the whole of `units`. */
function compose(units, dictionary) {
  const best = Array.from({ length: units.length + 1 }, () => []);
  best[0].push({ text: '', score: 0 });
  for (let at = 0; at < units.length; at += 1) {
    if (best[at].length === 0) continue;
    for (let end = at + 1; end <= Math.min(units.length, at + LONGEST); end += 1) {
      const span = units.slice(at, end);
      for (const word of dictionary.matching(span).slice(0, BEAM)) {
        for (const so of best[at]) best[end].push({ text: so.text + word.text, score: so.score + likely(word, span) });
      }
      best[end].sort((one, other) => other.score - one.score);
      best[end].length = Math.min(best[end].length, BEAM);
    }
  }
  return best[units.length];
}

/**
 * The candidates for `typed` (letters and apostrophes), each `{ text, used }`: `used` letters are spent when it is chosen, the rest
 * stays to be written. `before` is the text in front of the cursor; `names` asks for a person's name.
 */
export function candidates(typed, dictionary, { names = false, before = '' } = {}) {
  const ways = segment(typed, dictionary);
  if (ways.length === 0) return [];
  const found = [];
  const seen = new Set();
  const add = (text, used) => {
    if (!text || seen.has(text)) return;
    seen.add(text);
    found.push({ text, used });
  };
  if (names) for (const one of nameCandidates(ways, dictionary, before)) add(one.text, one.used);
  // Each way to cut shows its best before any shows its second.
  const composed = ways.flatMap((units) => compose(units, dictionary).map((one, rank) => ({ ...one, rank, used: units.at(-1).to })));
  const top = Math.max(...composed.map((one) => one.score));
  const near = composed.filter((one) => one.score > top - NEAR).sort((one, other) => one.rank - other.rank || other.score - one.score);
  for (const one of near.filter((one) => one.rank === 0)) add(one.text, one.used);
  for (const one of beginningsOf(ways, dictionary, near)) add(one.text, one.used);
  return found;
}

/** Words for the whole, then for less and less of it, down to the first syllable's characters. */
function beginningsOf(ways, dictionary, composed) {
  const longest = Math.max(...ways.map((units) => units.length));
  const shorter = [];
  for (let count = Math.min(longest, LONGEST); count >= 1; count -= 1) {
    for (const units of ways) {
      const span = units.slice(0, count);
      if (span.length < count) continue;
      const whole = count === units.length;
      for (const word of dictionary.matching(span)) shorter.push({ text: word.text, used: span.at(-1).to, score: likely(word, span), whole });
    }
  }
  const used = (one) => one.used;
  const whole = shorter.filter((one) => one.whole).sort((one, other) => other.score - one.score);
  const rest = shorter.filter((one) => !one.whole).sort((one, other) => used(other) - used(one) || other.score - one.score);
  // A sentence's second choices come after the words that cover everything.
  return [...whole, ...composed, ...rest];
}

/** The letters as cut, for the eye and the ear: «zhang san». */
export function shown(typed, dictionary) {
  const units = segment(typed, dictionary, 1)[0] ?? [];
  let from = 0;
  const parts = units.map((unit) => {
    const part = typed.slice(from, unit.to).replaceAll("'", '');
    from = unit.to;
    return part;
  });
  const rest = typed.slice(from);
  return [...parts, ...(rest ? [rest] : [])].join(' ').replaceAll('v', 'ü');
}
