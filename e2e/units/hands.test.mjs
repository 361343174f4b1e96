import assert from 'node:assert/strict';
import test from 'node:test';
import { Hands } from '../../public/kiosk/keyboard/hands.js';

/** Types `keys`, each `[key, milliseconds since the one before]`, and lets time pass: how often hands were noticed. */
function noticed(keys, isTrusted = true) {
  let [hands, now, waiting] = [0, 0, undefined];
  const timer = { setTimeout: (act) => (waiting = act), clearTimeout: () => (waiting = undefined) };
  const listening = new Hands(() => (hands += 1), timer);
  for (const [key, after] of keys) {
    now += after;
    listening.press({ key, timeStamp: now, isTrusted });
  }
  waiting?.();
  return hands;
}

const burst = (text, after = 8) => [...[...text].map((key) => [key, after]), ['Enter', after]];

test('a scanner that types is not a pair of hands', () => {
  assert.equal(noticed(burst('YIMEN1:7KQ42MX9')), 0);
  assert.equal(noticed(burst('1234')), 0);
  assert.equal(noticed([['Shift', 5], ...burst('A1B2C3', 20)]), 0);
});

test('a scanner without an Enter is not either', () => {
  assert.equal(noticed(burst('1101021949123').slice(0, -1)), 0);
});

test('somebody who types is noticed at once', () => {
  assert.equal(noticed([['z', 0]]), 1);
  assert.ok(noticed([['z', 0], ['h', 140], ['a', 90]]) >= 1);
  assert.equal(noticed([['Tab', 0]]), 1);
});

test('two keys that fall together are still hands', () => {
  assert.equal(noticed([['z', 0], ['h', 12]]), 1);
});

test('a burst after typing does not hide the typing', () => {
  assert.equal(noticed([['z', 0], ['1', 400], ...burst('1234567', 9)]), 1);
});

test('a modifier alone says nothing, and a script nobody typed neither', () => {
  assert.equal(noticed([['Shift', 0]]), 0);
  assert.equal(noticed([['AudioVolumeUp', 0]]), 0);
  assert.equal(noticed([['z', 0], ['h', 140]], false), 0);
});
