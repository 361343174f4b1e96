// Turns Debian's tables of input methods into the two small files that a kiosk loads (public/kiosk/pinyin/README.md).
//   node e2e/keyboard/tables.mjs [folder with pinyin_simp.dict.yaml and stroke.dict.yaml; /usr/share/rime-data]
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const from = process.argv[2] ?? '/usr/share/rime-data';
const to = new URL('../../public/kiosk/pinyin/', import.meta.url);

/** Digits in the order of the five basic strokes: 横 竖 撇 点 折. */
const STROKES = { h: '1', s: '2', p: '3', n: '4', z: '5' };
/** The kiosk's type (Debian's `fonts-noto-cjk`): what it cannot draw would be an empty box among the candidates. */
const TYPE = '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc';
const drawable = execFileSync('fc-query', ['--index', '2', '--format', '%{charset}', TYPE], { encoding: 'utf8' })
  .split(' ')
  .map((range) => range.split('-').map((end) => Number.parseInt(end, 16)));

const rows = (file) =>
  readFileSync(join(from, file), 'utf8')
    .split(/^\.\.\.$/m)[1]
    .split('\n')
    .filter((line) => line.includes('\t'))
    .map((line) => line.split('\t'));

function grouped(pairs) {
  const groups = new Map();
  for (const [key, value] of pairs) groups.set(key, [...(groups.get(key) ?? []), value]);
  return [...groups].sort(([one], [other]) => (one < other ? -1 : 1));
}

/** Four steps for each e-fold of frequency, as one character from «0». */
const weigh = (count) => String.fromCharCode(48 + Math.round(4 * Math.log1p(count)));

const words = rows('pinyin_simp.dict.yaml').map(([text, pinyin, count]) => ({ text, pinyin, count: Number(count) }));
// Words of this house that a table for everybody does not know, as frequent here as «民政局».
const ours = readFileSync(new URL('words-of-the-house.txt', import.meta.url), 'utf8').split('\n').filter((line) => /^\p{L}/u.test(line));
for (const line of ours) {
  const [text, ...pinyin] = line.split(' ');
  if (!words.some((word) => word.text === text && word.pinyin === pinyin.join(' '))) words.push({ text, pinyin: pinyin.join(' '), count: 3000 });
}
words.sort((one, other) => other.count - one.count);
const dictionary = grouped(words.map((word) => [word.pinyin, word.text + weigh(word.count)]));
writeFileSync(new URL('dictionary.txt', to), `${dictionary.map(([pinyin, found]) => pinyin + found.join('')).join('\n')}\n`);

const most = new Map();
for (const word of words) if (!most.has(word.text)) most.set(word.text, word.count);
const shaped = rows('stroke.dict.yaml')
  .map(([text, strokes]) => ({ text, strokes: strokes.replace(/[hspnz]/g, (one) => STROKES[one]) }))
  .filter(({ text }) => drawable.some(([first, last = first]) => text.codePointAt(0) >= first && text.codePointAt(0) <= last));
shaped.sort((one, other) => (most.get(other.text) ?? -1) - (most.get(one.text) ?? -1));
let before = '';
const lines = grouped(shaped.map(({ text, strokes }) => [strokes, text])).map(([strokes, found]) => {
  // What a line shares with the one before it is a letter: «d» for three strokes.
  let shared = 0;
  while (shared < 25 && shared < strokes.length && strokes[shared] === before[shared]) shared += 1;
  before = strokes;
  return String.fromCharCode(97 + shared) + strokes.slice(shared) + [...new Set(found)].join('');
});
writeFileSync(new URL('strokes.txt', to), `${lines.join('\n')}\n`);
