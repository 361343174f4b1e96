import assert from 'node:assert/strict';
import { createDecipheriv, createECDH, hkdfSync } from 'node:crypto';
import { test } from 'node:test';
import { newKey, seal, sealForServer, unseal } from '../../public/kiosk/offline/seal.js';

/** The server, whose key is 32 bytes of five: server/src/keys/from_kiosk.rs opens a text of this test with it. */
const server = createECDH('prime256v1');
server.setPrivateKey(Buffer.alloc(32, 5));

/** What the server does. */
function open(aad, text) {
  const bytes = Buffer.from(text, 'base64');
  const [theirs, iv, sealed] = [bytes.subarray(0, 65), bytes.subarray(65, 77), bytes.subarray(77)];
  const secret = Buffer.from(hkdfSync('sha256', server.computeSecret(theirs), theirs, 'yimen kiosk request 1', 32));
  const cipher = createDecipheriv('aes-256-gcm', secret, iv);
  cipher.setAAD(Buffer.from(aad));
  cipher.setAuthTag(sealed.subarray(-16));
  return JSON.parse(Buffer.concat([cipher.update(sealed.subarray(0, -16)), cipher.final()]).toString());
}

test('only the server opens a request, and only as what it is', async () => {
  const text = await sealForServer(server.getPublicKey('hex'), 'kiosk-request:hy:one', { name: '张三' });
  assert.deepEqual(open('kiosk-request:hy:one', text), { name: '张三' });
  assert.throws(() => open('kiosk-request:hy:two', text));
  assert.ok(!Buffer.from(text, 'base64').includes('张三'));
});

test('a request is never sealed twice alike', async () => {
  const twice = await Promise.all([1, 2].map(() => sealForServer(server.getPublicKey('hex'), 'a', { a: 1 })));
  assert.notEqual(twice[0], twice[1]);
});

test("the device's own key opens what it sealed, and cannot be read", async () => {
  const key = await newKey();
  assert.equal(key.extractable, false);
  const sealed = await seal(key, { pass: 'SECRET' });
  assert.ok(!Buffer.from(sealed.data).includes('SECRET'));
  assert.deepEqual(await unseal(key, sealed), { pass: 'SECRET' });
  await assert.rejects(async () => unseal(await newKey(), sealed));
});
