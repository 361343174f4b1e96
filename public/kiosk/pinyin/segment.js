// Cuts typed letters into syllables. «xian» is one or two, «fangan» is two in two ways, «zhs» is two that were only begun: all
// ways are kept, the likeliest first. «v» is ü; an apostrophe ends a syllable.

/** Grunts that the dictionary knows as syllables: they would cut every name apart. */
export const GRUNTS = new Set(['n', 'm', 'ng', 'hm']);

/** What may begin a syllable: enough of it to stand for a whole one («zs» for «zhang san»). */
const INITIALS = new Set('b p m f d t n l g k h j q x zh ch sh r z c s y w a o e'.split(' '));
const LONGEST = 6;

/** A syllable as the dictionary spells it: «jv» is «ju», «lve» is «lue»; nothing when there is none. */
export function spelt(letters, syllables) {
  if (syllables.has(letters)) return letters;
  const plain = /^[jqxy]v|^[ln]ve/.test(letters) ? letters.replace('v', 'u') : '';
  return syllables.has(plain) ? plain : undefined;
}

/** Every beginning of every syllable. */
export function beginnings(syllables) {
  const all = new Set();
  for (const syllable of syllables) for (let end = 1; end <= syllable.length; end += 1) all.add(syllable.slice(0, end));
  return all;
}

/** The units that can stand at `at`: whole syllables, and what was only begun. */
function unitsAt(typed, at, { syllables, begun }) {
  const found = [];
  for (let end = at + 1; end <= Math.min(typed.length, at + LONGEST); end += 1) {
    const letters = typed.slice(at, end);
    if (letters.includes("'")) break;
    const ends = end === typed.length || typed[end] === "'";
    let to = end;
    while (typed[to] === "'") to += 1;
    const whole = spelt(letters, syllables);
    if (whole) found.push({ text: whole, to, whole: true, cost: letters.length === 1 && at > 0 ? 1.6 : 1 });
    // Only begun: at the end anything, in the middle an initial.
    else if (begun.has(letters) && (ends || INITIALS.has(letters))) {
      found.push({ text: letters, to, whole: false, cost: ends ? 1.9 : 2.4 });
    }
  }
  return found;
}

/**
 * The ways to cut `typed`, the likeliest first: each a list of `{ text, to, whole }`, where `to` is the place in `typed` after
 * the unit. What cannot be cut is left out at the end.
 */
export function segment(typed, tables, most = 8) {
  let start = 0;
  while (typed[start] === "'") start += 1;
  const ways = Array.from({ length: typed.length + 1 }, () => []);
  ways[start].push({ cost: 0, units: [] });
  let furthest = start;
  for (let at = start; at < typed.length; at += 1) {
    if (ways[at].length === 0) continue;
    for (const unit of unitsAt(typed, at, tables)) {
      furthest = Math.max(furthest, unit.to);
      const there = ways[unit.to];
      for (const way of ways[at]) there.push({ cost: way.cost + unit.cost, units: [...way.units, unit] });
      there.sort((one, other) => one.cost - other.cost);
      there.length = Math.min(there.length, most);
    }
  }
  const found = ways[furthest].map((way) => way.units).filter((units) => units.length > 0);
  // Where everything can be whole, nothing is taken for an abbreviation.
  const whole = found.filter((units) => units.every((unit) => unit.whole));
  return whole.length > 0 ? whole : found;
}
