import assert from 'node:assert/strict';
import test from 'node:test';
import { fill, kindOf } from '../../public/kiosk/card/fill.js';
import { Lying } from '../../public/kiosk/card/lying.js';

/** A browser's storage, one page after another over it, and what each page did. */
function kiosk() {
  const kept = new Map();
  const storage = {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => kept.set(key, String(value)),
    removeItem: (key) => kept.delete(key),
  };
  const page = () => {
    const done = [];
    const acts = Object.fromEntries(['laid', 'lies', 'gone', 'take', 'leave'].map((name) => [name, () => done.push(name)]));
    const lying = new Lying(storage, acts);
    return { lying, done };
  };
  return { page, kept, nextPerson: () => kept.clear() };
}

const CARD = { name: '样例甲', number: '110102188001010013', valid_to: '20391231' };

test('a card counts once it is laid, and goes on counting on the pages that follow', () => {
  const { page } = kiosk();
  const first = page();
  first.lying.found(false);
  assert.equal(first.lying.theirs, false);
  first.lying.laid(CARD);
  assert.equal(first.lying.theirs, true);
  const next = page();
  next.lying.found(true);
  assert.deepEqual([first.done, next.done, next.lying.theirs], [['gone', 'laid'], ['lies'], true]);
});

test('a card that lay there when somebody came is not theirs, is called out, and the next one counts once it was taken', () => {
  const { page, nextPerson } = kiosk();
  const before = page();
  before.lying.found(false);
  before.lying.laid(CARD);
  nextPerson();
  const { lying, done } = page();
  lying.found(true);
  assert.deepEqual([done, lying.there, lying.theirs], [['take'], true, false]);
  lying.gone();
  lying.laid(CARD);
  assert.deepEqual([done, lying.theirs], [['take', 'gone', 'laid'], true]);
});

test('who signed in by their card is gone when it is, also when that happened between two pages', () => {
  for (const taken of [(lying) => lying.gone(), (lying) => lying.found(false), (lying) => lying.laid(CARD)]) {
    const { page } = kiosk();
    const first = page();
    first.lying.found(false);
    first.lying.laid(CARD);
    first.lying.signsIn();
    const next = page();
    taken(next.lying);
    assert.deepEqual(next.done, ['leave']);
    assert.deepEqual(page().done, ['leave'], 'and no page that was on its way stays');
  }
});

test('who only read their card into a form stays when they take it', () => {
  const { page, kept } = kiosk();
  const { lying, done } = page();
  lying.found(false);
  lying.laid(CARD);
  lying.gone();
  assert.deepEqual([done, kept.size], [['gone', 'laid', 'gone'], 0]);
});

test('a card that was not taken for signing in ends nothing', () => {
  const { page } = kiosk();
  const { lying, done } = page();
  lying.found(false);
  lying.laid(CARD);
  lying.signsIn();
  lying.refused();
  lying.gone();
  assert.deepEqual(done, ['gone', 'laid', 'gone']);
});

test('nothing of a card is kept', () => {
  const { page, kept } = kiosk();
  const { lying } = page();
  lying.laid(CARD);
  lying.signsIn();
  assert.deepEqual([...kept], [['card', 'in']]);
});

test('the kind of document is told by the number', () => {
  const kinds = { '110102188001010013': 'ID_CN', '810000199001010017': 'HKM_RESIDENCE', '830000199001010017': 'TW_RESIDENCE', 'CHN310080041305': 'FPR_CARD', '911124198108030024': 'FPR_CARD' };
  for (const [number, kind] of Object.entries(kinds)) assert.equal(kindOf(number), kind, number);
});

test('what is asked is filled as if it were typed, and nothing else', () => {
  const heard = [];
  const input = (name, type, value = '') => ({ name, type, value, checked: false, dispatchEvent: (event) => heard.push(`${name}:${event.type}`) });
  const elements = [input('name', 'text'), input('id_type', 'radio', 'PASSPORT'), input('id_type', 'radio', 'ID_CN'), input('id_no', 'text'), input('mobile', 'tel')];
  fill({ elements }, { kind: 'id_type', name: 'name', number: 'id_no', lastFour: '' }, CARD);
  const [name, passport, identity, number, mobile] = elements;
  assert.deepEqual([name.value, number.value, mobile.value], [CARD.name, CARD.number, '']);
  assert.deepEqual([passport.checked, identity.checked], [false, true]);
  assert.deepEqual([heard.at(0), heard.includes('name:input'), heard.includes('mobile:input')], ['id_type:input', true, false]);
  const find = [input('last_four', 'text')];
  fill({ elements: find }, { lastFour: 'last_four' }, CARD);
  assert.equal(find[0].value, '0013');
});
