import assert from 'node:assert/strict';
import test from 'node:test';
import { readDay, turned, writeDay } from '../../public/kiosk/keyboard/wheels.js';

const YEAR = 2026;

test('a day is read however it is written, and written as every form takes it', () => {
  for (const text of ['1950-03-12', '1950-3-12', '1950年3月12日', '1950/3/12', '19500312']) {
    assert.deepEqual(readDay(text), { year: 1950, month: 3, day: 12 }, text);
  }
  assert.equal(writeDay({ year: 1950, month: 3, day: 2 }), '1950-03-02');
  for (const text of ['', '1950', '1950-13-01', '1951-02-29', 'x']) assert.equal(readDay(text), undefined, text);
});

test('a wheel that is turned past its end begins anew, and no month has a day too many', () => {
  assert.deepEqual(turned({ year: 1950, month: 12, day: 31 }, 'month', 1, YEAR), { year: 1950, month: 1, day: 31 });
  assert.deepEqual(turned({ year: 1950, month: 1, day: 31 }, 'month', 1, YEAR), { year: 1950, month: 2, day: 28 });
  assert.deepEqual(turned({ year: 1952, month: 2, day: 29 }, 'year', 1, YEAR), { year: 1953, month: 2, day: 28 });
  assert.deepEqual(turned({ year: 1950, month: 4, day: 1 }, 'day', -1, YEAR), { year: 1950, month: 4, day: 30 });
});

test('years end where no living person was born, and ten years ahead', () => {
  assert.equal(turned({ year: 1880, month: 1, day: 1 }, 'year', -10, YEAR).year, 1876);
  assert.equal(turned({ year: 2030, month: 1, day: 1 }, 'year', 10, YEAR).year, 2036);
});
