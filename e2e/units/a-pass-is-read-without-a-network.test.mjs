import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decode } from '../../public/kiosk/offline/base45.js';
import { read } from '../../public/kiosk/offline/pass.js';
import { bytesOf, encode, key, passOf, publicHex } from './passes.mjs';

const said = { reference: '0123456X', venue: 'hy', from: 1_795_480_200_000, until: 1_795_487_400_000, generation: 3 };
const at = { keys: [[7, publicHex(key(1))]], venue: 'hy', now: said.from + 60_000 };
const good = passOf(said, key(1));
/** Written by `Pass::sign`: app/domain/src/pass/tests.rs holds the same text. */
const FROM_RUST = 'W50:+0157KB8646-RAF9D ND9SR ND98V000.%1LEVBCMMS1776$J1F56.XGF58Q2DQ9VU*Q$$R.%S3XQ PVR9VCX36YB  S3BBI%8%%6X5FYVSH7K5VST0WL+G6LA8 F/+D';

test('a pass of the server is read as it was signed', async () => {
  const pass = await read(FROM_RUST, at);
  assert.deepEqual(pass, { reference: '48AAK00T', generation: 0, text: FROM_RUST });
});

test('a scanner may add a line end and lose the capitals', async () => {
  assert.deepEqual(await read(` ${good.toLowerCase()}\r\n`, at), { reference: '0123456X', generation: 3, text: good });
});

test('another code is not a pass', async () => {
  const others = ['', 'HTTPS://EXAMPLE.COM/A', 'https://weixin.qq.com/r/abc?x=1', '6901234567892', '张三', '7KQ4-2MX9', '0'.repeat(5000), good.slice(0, 60)];
  for (const text of others) assert.deepEqual(await read(text, at), { refused: 'not-a-pass' }, text);
  for (const other of [{ version: 2 }, { kind: 3 }, { venue: 'a b' }, { venue: 'abcdefghijklm' }]) {
    assert.deepEqual(await read(passOf({ ...said, ...other }, key(1)), at), { refused: 'not-a-pass' }, JSON.stringify(other));
  }
});

test('a key that is not ours is refused, and while keys change both are known', async () => {
  assert.deepEqual(await read(passOf(said, key(2)), at), { refused: 'forged' });
  const ofTwo = passOf({ ...said, keyId: 8 }, key(2));
  assert.deepEqual(await read(ofTwo, at), { refused: 'forged' });
  assert.equal((await read(ofTwo, { ...at, keys: [...at.keys, [8, publicHex(key(2))]] })).refused, undefined);
});

test('every single flipped bit is refused', async () => {
  const bytes = bytesOf(said, key(1));
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const altered = Buffer.from(bytes);
    altered[bit >> 3] ^= 1 << (bit & 7);
    assert.ok((await read(encode(altered), at)).refused, `bit ${bit}`);
  }
});

test('another character anywhere is refused', async () => {
  for (let n = 0; n < good.length; n += 1) {
    const other = good[n] === 'A' ? 'B' : 'A';
    assert.ok((await read(good.slice(0, n) + other + good.slice(n + 1), at)).refused, `character ${n}`);
  }
});

test('place and time are those of the pass', async () => {
  assert.deepEqual(await read(good, { ...at, venue: 'hgs' }), { refused: 'wrong-venue' });
  assert.deepEqual(await read(good, { ...at, now: said.from - 1 }), { refused: 'too-early', at: said.from });
  assert.deepEqual(await read(good, { ...at, now: said.until + 1 }), { refused: 'too-late', at: said.until });
  for (const now of [said.from, said.until]) assert.equal((await read(good, { ...at, now })).refused, undefined);
});

test('base45 is that of RFC 9285', () => {
  assert.equal(Buffer.from(decode('%69 VD92EX0')).toString(), 'Hello!!');
  assert.equal(Buffer.from(decode('BB8')).toString(), 'AB');
  for (const wrong of ['GGW', ':::', 'A', '::', 'a0']) assert.equal(decode(wrong), undefined, wrong);
});
