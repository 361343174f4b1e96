// The boards: which keys lie where, and which other boards one can go to from each kind of field.

import { say } from './words.js';

const LETTERS = ['q w e r t y u i o p', 'a s d f g h j k l'];
const CAPITALS = ['Q W E R T Y U I O P', 'A S D F G H J K L'];
const DIGITS = '1 2 3 4 5 6 7 8 9 0';
const PAD = ['1 2 3', '4 5 6', '7 8 9'];
const END = '{next} {done}';

/** Rows of keys, as simple-keyboard takes them. */
export const LAYOUT = {
  pinyin: [DIGITS, ...LETTERS, "' z x c v b n m {bksp}", `， 。 {space} {line} ${END}`],
  name: [...LETTERS, "' z x c v b n m {bksp}", `· {space} ${END}`],
  strokes: ['{heng} {shu} {pie} {dian} {zhe}', `{any} {space} {bksp} ${END}`],
  english: [DIGITS, ...LETTERS, '{shift} z x c v b n m {bksp}', `- . @ {space} ${END}`],
  capitals: [DIGITS, ...CAPITALS, '{shift} Z X C V B N M {bksp}', `- . @ {space} ${END}`],
  symbols: [DIGITS, '， 。 、 ： ； ？ ！ （ ） ·', '“ ” 《 》 — … - + = #', `/ @ % & _ ' {space} {bksp}`, `{line} ${END}`],
  letters: [DIGITS, ...CAPITALS, 'Z X C V B N M - {bksp}', `{clear} ${END}`],
  document: [...PAD, 'X 0 {bksp}', `{clear} ${END}`],
  digits: [...PAD, '{clear} 0 {bksp}', END],
  money: [...PAD, '. 0 {bksp}', `{clear} ${END}`],
};

/** Narrow boards, in the middle of the panel. */
export const PADS = new Set(['document', 'digits', 'money']);
/** Boards whose keys go through candidates. */
export const COMPOSING = new Set(['pinyin', 'name', 'strokes']);

/** The boards that a kind of field offers, the one it opens with first. */
const OFFERED = {
  name: ['name', 'strokes', 'english'],
  text: ['pinyin', 'strokes', 'english', 'symbols'],
  english: ['english'],
  email: ['english'],
  document: ['document', 'letters'],
  passport: ['letters', 'document'],
  code: ['letters'],
  digits: ['digits'],
  phone: ['digits'],
  money: ['money'],
  date: ['wheels', 'digits'],
};

/** The boards of a kind of field. A page in English opens with English letters; pinyin stays a touch away. */
export function boardsOf(kind) {
  const boards = OFFERED[kind] ?? OFFERED.text;
  const english = document.documentElement.lang.startsWith('en') && boards.includes('english');
  return english ? ['english', ...boards.filter((one) => one !== 'english')] : boards;
}

/** What a board is called on its tab. */
export const tabOf = (board) => say({ name: 'pinyin', document: 'digits', capitals: 'english' }[board] ?? board);

const stroke = (mark, name) => `<b aria-hidden="true">${mark}</b> ${say(name)}`;

/** What stands on the keys that are not one character. In pinyin the «v» is the ü. */
export const display = (board) => ({
  v: COMPOSING.has(board) ? 'v<small>ü</small>' : 'v',
  '{bksp}': `<b aria-hidden="true">⌫</b> ${say('delete')}`,
  '{clear}': say('clear'),
  '{space}': say('space'),
  '{next}': say('next'),
  '{done}': say('done'),
  '{line}': say('line'),
  '{shift}': say('shift'),
  '{heng}': stroke('一', 'heng'),
  '{shu}': stroke('丨', 'shu'),
  '{pie}': stroke('丿', 'pie'),
  '{dian}': stroke('丶', 'dian'),
  '{zhe}': stroke('乛', 'zhe'),
  '{any}': `<b aria-hidden="true">＊</b> ${say('any')}`,
});

/** The strokes' keys as the table of strokes names them. */
export const STROKE = { '{heng}': '1', '{shu}': '2', '{pie}': '3', '{dian}': '4', '{zhe}': '5', '{any}': '*' };

/** Names for keys whose mark says nothing when heard, and whether the next letter is a capital. */
export const spoken = (board) => [
  { attribute: 'aria-pressed', value: String(board === 'capitals'), buttons: '{shift}' },
  { attribute: 'aria-label', value: say('apostrophe'), buttons: "'" },
  { attribute: 'aria-label', value: say('dot'), buttons: '·' },
];
