// Characters by their strokes, for whoever knows how it is written and not how it is said. 1 横, 2 竖, 3 撇, 4 点, 5 折; «*» is a
// stroke one is not sure of.

/** Reads `strokes.txt`: a letter for how many strokes a line shares with the one before, its other strokes, its characters. */
export function readStrokes(text) {
  const codes = [];
  const characters = [];
  let before = '';
  for (const line of text.split('\n')) {
    const found = /^([a-z])([1-5]*)(.+)$/u.exec(line);
    if (!found) continue;
    before = before.slice(0, found[1].charCodeAt(0) - 97) + found[2];
    codes.push(before);
    characters.push([...found[3]]);
  }
  return { codes, characters };
}

/** The first line that is not before `code`. */
function firstOf(codes, code) {
  let [low, high] = [0, codes.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (codes[middle] < code) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Candidates for the strokes drawn so far: characters that are finished, then the frequent ones that go on. `weights` says how often
 * a character is written.
 */
export function strokeCandidates(strokes, table, weights = new Map(), most = 240) {
  if (!/[1-5]/.test(strokes)) return [];
  const sure = strokes.split('*')[0];
  const pattern = new RegExp(`^${strokes.replaceAll('*', '[1-5]')}`);
  const found = [];
  for (let at = firstOf(table.codes, sure); at < table.codes.length && table.codes[at].startsWith(sure); at += 1) {
    const code = table.codes[at];
    if (!pattern.test(code)) continue;
    const more = code.length - strokes.length;
    for (const text of table.characters[at]) found.push({ text, order: (weights.get(text) ?? -8) - (more === 0 ? -1000 : 2 * more) });
  }
  found.sort((one, other) => other.order - one.order);
  return [...new Set(found.map((one) => one.text))].slice(0, most).map((text) => ({ text, used: strokes.length }));
}
