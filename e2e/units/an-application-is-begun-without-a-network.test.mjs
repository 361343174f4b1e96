import assert from 'node:assert/strict';
import { test } from 'node:test';
import { holds } from '../../public/kiosk/offline/asked.js';
import { slipLines } from '../../public/kiosk/offline/paper.js';
import { newReference, referenceOf } from '../../public/kiosk/offline/reference.js';

test('a reference is built as the server builds it', () => {
  // app/domain/src/ids.rs, a_reference_that_a_kiosk_draws_is_read.
  assert.equal(referenceOf([0, 0, 0, 0, 0, 0, 0]), '0000-0000');
  assert.equal(referenceOf([1, 2, 3, 4, 5, 6, 7]), '1234-567Y');
});

test('a reference and a code are never drawn twice alike, and always whole', () => {
  const drawn = Array.from({ length: 200 }, newReference);
  for (const { reference, code } of drawn) {
    assert.match(reference, /^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
    assert.match(code, /^\d{6}$/);
  }
  assert.equal(new Set(drawn.map(({ reference }) => reference)).size, drawn.length);
});

test('a question is asked by what was answered before, as the server asks it', () => {
  const on = (test, typed, field = 'a', prefix = '') => holds({ field, test }, prefix, typed);
  assert.ok(on('yes', { a: ['yes'] }) && !on('yes', { a: ['no'] }) && !on('yes', {}));
  assert.ok(on({ is: ['fire', 'traffic'] }, { a: ['traffic'] }) && !on({ is: ['fire'] }, { a: ['other'] }));
  assert.ok(on({ is_not: ['OTHER'] }, { a: ['110102018'] }));
  assert.ok(!on({ is_not: ['OTHER'] }, { a: ['OTHER'] }) && !on({ is_not: ['OTHER'] }, {}));
  assert.ok(on('empty', { a: [' '] }) && on('filled', { a: ['9'] }) && !on('filled', {}));
  assert.ok(!on({ under: 18 }, { a: ['2020-01-01'] }), 'an age is only known by the server');
  const family = { 'family.0.health': ['good'], 'family.3.health': ['serious'] };
  assert.ok(on({ is: ['serious'] }, family, 'family.health') && !on({ is: ['poor'] }, family, 'family.health'));
  assert.ok(on({ is: ['good'] }, family, 'health', 'family.0.') && !on({ is: ['good'] }, family, 'health', 'family.3.'));
});

test('a slip says by what it goes on and where, and not what it is about', () => {
  const words = { paperVenue: '某处', paperReference: '编号', paperCode: '代码', paperLater: '以后', paperDoor: 'https://yimen.test' };
  const lines = slipLines({ reference: '7KQ4-2MX9', code: '012345' }, words);
  const texts = lines.map(({ text }) => text);
  for (const said of ['某处', '编号', '7KQ4-2MX9', '代码', '012345', '以后', 'https://yimen.test/resume']) assert.ok(texts.includes(said), said);
  assert.deepEqual(lines.filter(({ qr }) => qr).map(({ qr }) => qr), ['https://yimen.test/resume'], 'the code is in no picture');
});
