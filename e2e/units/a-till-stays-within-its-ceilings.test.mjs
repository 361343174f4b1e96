// What a till takes without a connection, by the same examples as the rule it follows (app/domain/src/voucher/offline.rs).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { take } from '../../public/till/ceilings.js';

const NOW = Date.parse('2026-11-24T10:00:00+08:00');
const DAY = 86_400_000;
const kit = { till: 'one', now: NOW, taken_today: 0, ceilings: { per_person: 3000, per_store: 5000 } };
const code = (wallet, counter, offline) => ({ wallet, counter, offline });

/** A till that remembers, as the page does. */
function till(knows = kit) {
  let state;
  return (shown, fen, now = NOW, known = knows) => {
    const after = take(state, known, shown, fen, now);
    state = after.state ?? state;
    return after.refused ?? 'taken';
  };
}

test('a code is taken once and only later ones after it, tomorrow and at another store too', () => {
  const takes = till();
  assert.equal(takes(code('a', 7, 3000), 100), 'taken');
  for (const counter of [7, 6]) assert.equal(takes(code('a', counter, 3000), 100), 'code-used');
  assert.equal(takes(code('a', 8, 3000), 100), 'taken');
  assert.equal(takes(code('a', 8, 3000), 100, NOW + DAY), 'code-used');
  assert.equal(takes(code('a', 8, 3000), 100, NOW, { ...kit, till: 'two' }), 'code-used');
});

test('the ceilings hold for the day, and for the till that the device is', () => {
  const takes = till();
  assert.equal(takes(code('a', 1, 2000), 2001), 'over-balance');
  assert.equal(takes(code('a', 1, 9000), 3001), 'over-person');
  assert.equal(takes(code('a', 1, 9000), 3000), 'taken');
  assert.equal(takes(code('b', 1, 9000), 2001), 'over-store');
  assert.equal(takes(code('b', 1, 9000), 2000), 'taken');
  assert.equal(takes(code('c', 1, 9000), 1), 'over-store');
  assert.equal(takes(code('c', 1, 9000), 1, NOW, { ...kit, till: 'two' }), 'taken', 'another store has its own');
  assert.equal(takes(code('b', 2, 9000), 2001, NOW + DAY), 'taken', 'tomorrow');
});

test('what a phone does not know yet counts against what its code vouches for', () => {
  const takes = till();
  assert.equal(takes(code('a', 1, 1000), 600), 'taken');
  assert.equal(takes(code('a', 2, 1000), 401), 'over-balance');
  assert.equal(takes(code('a', 3, 1000), 400), 'taken');
});

test('what other devices of the store had taken counts, on the day it was told', () => {
  const told = { ...kit, taken_today: 4500 };
  assert.equal(till(told)(code('a', 1, 9000), 501), 'over-store');
  assert.equal(till(told)(code('a', 1, 9000), 500), 'taken');
  assert.equal(till(told)(code('a', 1, 9000), 501, NOW + DAY), 'taken');
});
