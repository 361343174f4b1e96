// Candidates for a person's name: the surname first, compound ones included, then characters as often as names have them,
// rather than as often as texts do.

import { COMPOUND, givenRank, surnameRank } from './names.js';

/** So many characters of each syllable are put together to whole names. */
const EACH = 7;
/** So many whole names are offered for one way to cut. */
const WHOLE_NAMES = 8;
/** What is offered of a less likely way to cut before the likeliest has shown this many. */
const FIRST = 5;
const HAN = /\p{Script=Han}/u;

/** Logarithms of how likely a character is there; fitted to how steeply surnames and given names fall off. */
function surnameScore(word) {
  const rank = surnameRank(word.text, word.key);
  return rank === undefined ? -13 + word.weight / 30 : -2.6 - 0.9 * Math.log1p(rank);
}

function givenScore(word) {
  const rank = givenRank(word.text);
  return rank === undefined ? -10.5 + word.weight / 20 : -3.6 - 0.75 * Math.log1p(rank);
}

const byScore = (one, other) => other.score - one.score;

function ranked(words, score) {
  const best = new Map();
  for (const word of words) best.set(word.text, Math.max(score(word), best.get(word.text) ?? -Infinity));
  return [...best].map(([text, value]) => ({ text, score: value })).sort(byScore);
}

/** Given names of these units, as `{ text, score }`. A word that the dictionary knows («建国») is likelier than chance. */
function givenNames(units, dictionary) {
  let names = [{ text: '', score: 0 }];
  for (const unit of units) {
    const next = ranked(dictionary.matching([unit]), givenScore).slice(0, EACH);
    names = names.flatMap((name) => next.map((one) => ({ text: name.text + one.text, score: name.score + one.score })));
  }
  if (units.length > 1) {
    const known = new Map(dictionary.matching(units).map((word) => [word.text, word.weight]));
    for (const name of names) if (known.has(name.text)) name.score += 1 + known.get(name.text) / 40;
  }
  return names.sort(byScore).slice(0, EACH * 2);
}

/** Compound surnames that begin these units. One that was only begun is less likely than two short names. */
function compounds(units) {
  if (units.length < 2) return [];
  const fits = ([, key]) => key.split(' ').every((part, at) => (units[at].whole ? units[at].text === part : part.startsWith(units[at].text)));
  const begun = units.slice(0, 2).every((unit) => unit.whole) ? 0 : 6;
  return COMPOUND.filter(fits).map(([text], rank) => ({ text, score: -8 - 0.3 * rank - begun, units: 2 }));
}

/** What one way to cut gives where a given name stands. */
function afterSurname(units, dictionary) {
  const used = units.at(-1).to;
  return {
    whole: units.length <= 3 ? givenNames(units, dictionary).map((name) => ({ ...name, used })) : [],
    parts: ranked(dictionary.matching(units.slice(0, 1)), givenScore).map((one) => ({ ...one, used: units[0].to })),
  };
}

/** What one way to cut gives where the surname stands. */
function fromSurname(units, dictionary) {
  const first = dictionary.matching(units.slice(0, 1));
  const single = ranked(first, surnameScore).map((one) => ({ ...one, units: 1 }));
  const surnames = [...compounds(units), ...single];
  const whole = [];
  for (const length of [1, 2]) {
    // One or two characters follow a surname; somebody may begin with the surname alone.
    if (units.length < length || units.length > length + 2) continue;
    const given = givenNames(units.slice(length), dictionary);
    for (const surname of surnames.filter((one) => one.units === length).slice(0, EACH)) {
      for (const name of given) whole.push({ text: surname.text + name.text, score: surname.score + name.score, used: units.at(-1).to });
    }
  }
  const parts = surnames.map((one) => ({ text: one.text, score: one.score, used: units[one.units - 1].to }));
  for (const one of ranked(first, givenScore)) parts.push({ ...one, score: one.score - 12, used: units[0].to });
  return { whole, parts };
}

/** Candidates `{ text, used }` for the ways to cut, given what stands before the cursor. */
export function nameCandidates(ways, dictionary, before) {
  const given = HAN.test(before);
  const found = ways.map((units) => (given ? afterSurname(units, dictionary) : fromSurname(units, dictionary)));
  const whole = found.flatMap((one, way) =>
    one.whole
      .sort(byScore)
      .slice(0, WHOLE_NAMES)
      // The likeliest way to cut comes first; each other shows its best before the rest.
      .map((name, rank) => ({ ...name, turn: way === 0 && rank < FIRST ? 0 : rank === 0 ? 1 : 2 })),
  );
  whole.sort((one, other) => one.turn - other.turn || byScore(one, other));
  return [...whole, ...found.flatMap((one) => one.parts).sort(byScore)];
}
