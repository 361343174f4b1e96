import assert from 'node:assert/strict';
import test from 'node:test';
import { strokeCandidates } from '../../public/kiosk/pinyin/strokes.js';
import { said, strokes, text, weights } from './house-of-tables.mjs';

const drawn = (code) => strokeCandidates(code, strokes, weights).map((one) => one.text);

test('a character that is drawn to its end stands first', () => {
  for (const [code, character] of [['1', '一'], ['12', '十'], ['34', '人'], ['25112141', '国'], ['5153154', '张']]) {
    assert.ok(drawn(code).slice(0, 8).includes(character), `${code}: ${drawn(code).slice(0, 8)}`);
  }
});

test('rare characters of names are found by their strokes', () => {
  const codeOf = (character) => strokes.codes[strokes.characters.findIndex((all) => all.includes(character))];
  for (const character of ['䶮', '㛃', '堃', '祎', '喆', '赟', '彧', '翀', '珺', '玥']) {
    const code = codeOf(character);
    assert.ok(code, character);
    assert.ok(drawn(code).slice(0, 12).includes(character), `${character} ${code}`);
    // Five strokes narrow it down to what can be looked through.
    assert.ok(drawn(code.slice(0, Math.max(5, code.length - 2))).includes(character), `${character} begun`);
  }
});

test('a stroke that one is not sure of may be any', () => {
  const sure = drawn('25112141');
  assert.ok(sure.includes('国'));
  assert.ok(drawn('251*2141').includes('国'));
  assert.ok(drawn('*5112141').includes('国'));
  assert.deepEqual(drawn('**'), []);
});

test('every character of the dictionary that has strokes in the table is drawn by them', () => {
  const all = new Set(strokes.characters.flat());
  const missing = [...said].filter(([character, { weight }]) => weight > 12 && !all.has(character)).map(([character]) => character);
  assert.deepEqual(missing.filter((one) => one !== '〇'), []);
});

test('the tables are small enough to be fetched once a day', () => {
  assert.ok(Buffer.byteLength(text('dictionary.txt')) < 1_000_000);
  assert.ok(Buffer.byteLength(text('strokes.txt')) < 500_000);
});
