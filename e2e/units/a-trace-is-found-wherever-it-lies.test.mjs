import assert from 'node:assert/strict';
import { test } from 'node:test';
import { search, textOf } from '../../public/kiosk/canary.js';

const MARK = 'canary0123456789';
const clean = { storage: () => [], database: async () => ['yimen-device', [['machine', { code: '7KQ4' }]]], page: () => '<html></html>' };

test('where nothing is left, nothing is found', async () => {
  assert.deepEqual(await search(MARK, clean), { result: 'ok', traces: [] });
});

test('each kind of place is told, and never what was found there', async () => {
  const left = { ...clean, storage: () => [['key', `x${MARK}y`]], cookie: async () => `a=1; ${MARK}=2` };
  const proof = await search(MARK, left);
  assert.deepEqual(proof, { result: 'found', traces: ['storage', 'cookie'] });
  assert.ok(!JSON.stringify(proof).includes(MARK));
});

test('a place that cannot be looked into proves nothing, and hides nothing', async () => {
  const closed = async () => {
    throw new Error('no answer');
  };
  assert.deepEqual(await search(MARK, { session: closed, ...clean }), { result: 'unknown', traces: [] });
  assert.deepEqual(await search(MARK, { session: closed, ...clean, page: () => MARK }), { result: 'found', traces: ['page'] });
});

test('a trace is seen in whatever a database can hold', () => {
  const bytes = new TextEncoder().encode(`..${MARK}..`);
  const round = { name: 'round' };
  round.self = round;
  const holds = [MARK, { deep: [{ [MARK]: 1 }] }, new Map([['key', new Set([MARK])]]), bytes, bytes.buffer, [round, MARK]];
  for (const value of holds) assert.ok(textOf(value).includes(MARK));
  for (const value of [null, undefined, 12, round, new Date(), {}]) assert.ok(!textOf(value).includes(MARK));
});
