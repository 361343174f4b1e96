import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dayOf, numberOf, queue, UNDECIDED_MS } from '../../public/kiosk/offline/queue.js';
import { lease } from '../../public/kiosk/offline/server.js';
import { Disk, PowerCut } from './disk.mjs';

const NOW = Date.UTC(2026, 10, 24, 2, 0);
/** A public point of P-256, so that requests can be sealed. */
const SEAL = '04' + '6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296' + '4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5';

/** A server as branch tickets has it: it leases, and takes each number home once. */
class Server {
  last = 0;
  leased = new Map();
  home = new Map();
  requests = new Map();

  lease(numbers, device = 'one') {
    const day = dayOf(NOW);
    const unused = () => [...this.leased].filter(([seq, of]) => of === device && !this.home.has(seq)).map(([seq]) => ({ seq, ticket: `token-${seq}` }));
    while (unused().length < numbers) this.leased.set((this.last += 1), device);
    return { day, numbers: unused() };
  }

  reconcile(list, device = 'one') {
    return list.map((one) => {
      assert.equal(this.leased.get(one.seq), device, 'only what was leased');
      const before = this.home.get(one.seq);
      if (before && before.attempt !== one.attempt) return { outcome: 'used' };
      this.home.set(one.seq, one);
      return { outcome: 'in_queue', number: numberOf(one.class, one.seq) };
    });
  }

  deliver(list) {
    for (const { attempt, sealed } of list) this.requests.set(attempt, sealed);
    return list.map(() => 'received');
  }
}

let clock = NOW;
const kit = { now: NOW, keys: [], seal: SEAL, numbers: 20 };

async function ready(disk, server) {
  clock = NOW;
  const numbers = queue(disk.plug(), () => clock);
  await numbers.keepKit(kit);
  await numbers.keepLease(server.lease(await numbers.wants()));
  return numbers;
}

const pass = (n) => ({ text: `PASS${n}`, reference: `REF${n}` });

test('numbers follow each other and are called by the rule of the queue', async () => {
  const numbers = await ready(new Disk(), new Server());
  const given = [];
  for (const klass of ['ordinary', 'appointment', 'elderly', 'soldier']) given.push((await numbers.give({ klass, service: 'XC-HY-01' })).number);
  assert.deepEqual(given, ['B001', 'A002', 'C003', 'C004']);
  assert.equal(numberOf('ordinary', 1000), 'B1000');
  assert.equal((await numbers.left()).length, 16);
});

test('a pass that has its number is told it, and takes no other', async () => {
  const numbers = await ready(new Disk(), new Server());
  const { number } = await numbers.give({ klass: 'appointment', pass: pass(1) });
  assert.deepEqual(await numbers.give({ klass: 'appointment', pass: pass(1) }), { refused: 'used', number });
  assert.equal((await numbers.waiting()).length, 1);
});

test('a lease ends with its numbers and with its day', async () => {
  const numbers = await ready(new Disk(), new Server());
  for (let n = 0; n < 20; n += 1) assert.ok((await numbers.give({ klass: 'ordinary' })).number);
  assert.deepEqual(await numbers.give({ klass: 'ordinary' }), { refused: 'no-numbers' });
  const fresh = await ready(new Disk(), new Server());
  clock = NOW + 86_400_000;
  assert.deepEqual(await fresh.give({ klass: 'ordinary' }), { refused: 'no-numbers' });
});

test('a wrong clock is put right by the server’s', async () => {
  const disk = new Disk();
  const server = new Server();
  const numbers = queue(disk.plug(), () => NOW - 5 * 86_400_000);
  await numbers.keepKit(kit);
  await numbers.keepLease(server.lease(20));
  assert.equal((await numbers.give({ klass: 'ordinary' })).arrived_ms, NOW);
});

test('what lies on the machine says nothing of anybody', async () => {
  const disk = new Disk();
  const numbers = await ready(disk, new Server());
  await numbers.give({ klass: 'appointment', pass: pass('-CANARY') });
  assert.ok(await numbers.ask('hy', { service: 'XC-HY-01', name: '金丝雀', phone: '13800138000' }));
  assert.ok(await numbers.begun('hy', { service: 'XC-LN-01', reference: '7KQ4-2MX9', code: '012345', typed: { name: ['金丝雀'] } }));
  const text = await disk.text();
  for (const canary of ['CANARY', '金丝雀', '13800138000', 'token-1', '7KQ4', '012345', 'XC-LN', Buffer.from('金丝雀').toString('latin1')]) assert.ok(!text.includes(canary), canary);
});

test('an application that was begun is delivered beside requests, and what each came to is counted', async () => {
  const numbers = queue(new Disk().plug(), () => NOW);
  const draft = { service: 'XC-LN-01', reference: '7KQ4-2MX9', code: '012345', typed: { name: ['金丝雀'] } };
  assert.equal(await numbers.begun('hy', draft), undefined, 'before the key is known nothing is kept');
  await numbers.keepKit(kit);
  assert.ok(await numbers.begun('hy', draft));
  for (let n = 0; n < 3; n += 1) assert.ok(await numbers.ask('hy', { service: 'XC-HY-01', name: '某', phone: '13800138000' }));
  await assert.rejects(numbers.deliver(async () => []), /outcome/);
  assert.equal((await numbers.requests()).length, 4, 'what has no outcome stays');
  const outcomes = ['begun', 'received', 'not_kept', 'unreadable'];
  assert.deepEqual(await numbers.deliver(async () => outcomes), { requests: 1, begun: 1, not_kept: 2 });
  assert.deepEqual(await numbers.deliver(async () => assert.fail('nothing is sent twice')), { requests: 0, begun: 0, not_kept: 0 });
});

test('long applications do not go to the server all at once', async () => {
  const numbers = queue(new Disk().plug(), () => NOW);
  await numbers.keepKit(kit);
  for (let n = 0; n < 3; n += 1) await numbers.begun('hy', { typed: { live_addr: ['长'.repeat(120_000)] } });
  const sizes = [];
  const { begun } = await numbers.deliver(async (list) => {
    sizes.push(list.length);
    return list.map(() => 'begun');
  });
  assert.deepEqual([begun, sizes], [3, [2, 1]]);
});

test('a number that was not printed reaches nobody and comes home to nobody', async () => {
  const server = new Server();
  const numbers = await ready(new Disk(), server);
  const [jammed, kept] = [await numbers.give({ klass: 'ordinary', paper: true }), await numbers.give({ klass: 'ordinary', paper: true })];
  await numbers.voids(jammed);
  await numbers.counts(kept);
  await numbers.voids(kept);
  const tally = await numbers.bringHome(async (list) => server.reconcile(list));
  assert.deepEqual([tally.home, [...server.home.keys()]], [1, [kept.seq]]);
  const next = await numbers.give({ klass: 'ordinary' });
  assert.ok(next.seq > kept.seq, 'nor is it given to anybody else');
  // What will never be used does not eat up the stock of numbers.
  await numbers.keepLease(server.lease(20 + 2));
  assert.equal((await numbers.left()).length, 20);
});

test('a page that ended in the middle of printing asks the printer, which knows', async () => {
  const outcomes = { printed: 'counts', failed: undefined, unknown: 'printing' };
  for (const [outcome, state] of Object.entries(outcomes)) {
    const disk = new Disk();
    const numbers = await ready(disk, new Server());
    const entry = await numbers.give({ klass: 'ordinary', paper: true });
    const again = queue(disk.plug(), () => clock);
    const asked = [];
    await again.finishPrinting(async ({ print }) => {
      asked.push(print);
      return { outcome };
    });
    assert.deepEqual(asked, [entry.print]);
    assert.deepEqual((await again.waiting()).map(([, now]) => now), state ? [state] : [], outcome);
  }
});

test('a number whose paper nobody knows of goes nowhere, and is void after three minutes', async () => {
  const server = new Server();
  const numbers = await ready(new Disk(), server);
  const unknown = async () => ({ outcome: 'unknown' });
  await numbers.give({ klass: 'ordinary', paper: true });
  clock += UNDECIDED_MS - 1;
  await numbers.finishPrinting(unknown);
  assert.equal((await numbers.bringHome(async (list) => server.reconcile(list))).home, 0);
  assert.equal((await numbers.waiting()).length, 1, 'its person may still decide');
  clock += 1;
  await numbers.finishPrinting(unknown);
  assert.deepEqual([await numbers.waiting(), server.home.size], [[], 0]);
});

test('each try has a key of its own, on the disk before it is sent, and only while the number is open', async () => {
  const [disk, server] = [new Disk(), new Server()];
  const numbers = await ready(disk, server);
  const first = await numbers.give({ klass: 'appointment', pass: pass(1), paper: true });
  clock += 60_000;
  const again = await numbers.printAgain(first);
  assert.notEqual(again.print, first.print);
  assert.deepEqual([again.number, again.attempt, again.tried_ms], [first.number, first.attempt, clock]);
  const asked = [];
  await queue(disk.plug(), () => clock).finishPrinting(async ({ print }) => asked.push(print) && { outcome: 'unknown' });
  assert.deepEqual(asked, [again.print]);
  // The pass of a paper that never came is scanned once more: the same number, another try.
  const scanned = await numbers.give({ klass: 'appointment', pass: pass(1), paper: true });
  assert.deepEqual([scanned.number, scanned.refused], [first.number, undefined]);
  assert.notEqual(scanned.print, again.print);
  await numbers.counts(scanned);
  assert.equal(await numbers.printAgain(scanned), undefined);
  assert.deepEqual(await numbers.give({ klass: 'appointment', pass: pass(1), paper: true }), { refused: 'used', number: first.number });
  await numbers.bringHome(async (list) => server.reconcile(list));
  assert.equal(server.home.size, 1);
});

test('the hour from which there was no network is the first one said', async () => {
  const numbers = await ready(new Disk(), new Server());
  assert.equal(await numbers.gone(), NOW);
  clock += 60_000;
  assert.equal(await numbers.gone(), NOW);
  await numbers.back();
  assert.equal(await numbers.gone(), clock);
});

test('at night no numbers are asked for', async () => {
  const numbers = queue(new Disk().plug(), () => NOW);
  assert.equal(await numbers.wants(), 0, 'before anything is known');
  await numbers.keepKit({ ...kit, numbers: 0 });
  assert.equal(await numbers.wants(), 0);
  await numbers.keepKit(kit);
  assert.equal(await numbers.wants(), 20);
});

test('sixty people in twenty minutes come home in the order in which they came, whatever answers are lost', async () => {
  const server = new Server();
  const disk = new Disk();
  const numbers = await ready(disk, server);
  await numbers.keepKit({ ...kit, numbers: 80 });
  await numbers.keepLease(server.lease(await numbers.wants()));
  for (let n = 0; n < 60; n += 1) {
    clock += 20_000;
    await numbers.give(n % 2 ? { klass: 'appointment', pass: pass(n) } : { klass: 'ordinary', service: 'XC-HY-01' });
  }
  let lost = 0;
  const unreliable = async (list) => {
    const outcomes = server.reconcile(list);
    if ((lost += 1) < 3) throw new TypeError('the answer was lost');
    return outcomes;
  };
  await assert.rejects(numbers.bringHome(unreliable));
  await assert.rejects(numbers.bringHome(unreliable));
  const tally = await numbers.bringHome(unreliable);
  assert.deepEqual([tally.in_queue, tally.other], [60, 0]);
  const arrivals = [...server.home.values()].map(({ arrived_ms }) => arrived_ms);
  assert.deepEqual(arrivals, [...arrivals].sort((a, b) => a - b));
  assert.equal((await numbers.waiting()).length, 0);
  assert.deepEqual(await numbers.bringHome(async () => assert.fail('nothing is sent twice')), { home: 0, in_queue: 0, at_desk: 0, conflict: 0, other: 0 });
});

/** A day at a kiosk: leased, given out, printed or not, brought home. What somebody saw is noted when it is shown. */
async function day(store, server, seen) {
  const numbers = queue(store, () => clock);
  await numbers.finishPrinting(async ({ number }) => ({ outcome: seen.includes(number) ? 'printed' : 'failed' }));
  await numbers.keepKit(kit);
  const wanted = await numbers.wants();
  if (wanted > 0) await numbers.keepLease(server.lease(wanted));
  for (let n = 0; n < 3; n += 1) {
    clock += 1000;
    const paper = n === 1;
    const entry = await numbers.give({ klass: 'ordinary', service: 'XC-HY-01', paper });
    assert.ok(entry.number, 'there are numbers');
    seen.push(entry.number);
    if (paper) await numbers.counts(entry);
  }
  await numbers.ask('hy', { service: 'XC-HY-01', name: '某', phone: '13800138000' });
  await numbers.bringHome(async (list) => server.reconcile(list));
  await numbers.deliver(async (list) => server.deliver(list));
  await numbers.back();
}

test('the power goes at every single moment: no number twice, none lost', async () => {
  for (const done of [true, false]) {
    for (let cutAfter = 0; ; cutAfter += 1) {
      const [disk, server, seen] = [new Disk(), new Server(), []];
      clock = NOW;
      const cut = await day(disk.plug({ cutAfter, done }), server, seen).then(
        () => false,
        (wrong) => {
          if (!(wrong instanceof PowerCut)) throw wrong;
          return true;
        },
      );
      // The machine starts again and goes on with its day.
      await day(disk.plug(), server, seen);
      assert.equal(new Set(seen).size, seen.length, `twice: cut after ${cutAfter}`);
      const home = new Set([...server.home.values()].map((one) => numberOf(one.class, one.seq)));
      for (const number of seen) assert.ok(home.has(number), `${number} is lost: cut after ${cutAfter}`);
      assert.ok(server.requests.size >= 1);
      assert.deepEqual(await queue(disk.plug(), () => clock).waiting(), []);
      if (!cut) break;
    }
  }
});

test('a machine that lost its memory gives none of the numbers that it may have given', async () => {
  const server = new Server();
  const ask = async ({ numbers }) => server.lease(numbers);
  const seen = [];
  for (let life = 0; life < 2; life += 1) {
    const numbers = queue(new Disk().plug(), () => clock);
    await numbers.keepKit(kit);
    await lease(await numbers.wants(), numbers, ask);
    assert.equal((await numbers.left()).length, 20);
    for (let n = 0; n < 5; n += 1) seen.push((await numbers.give({ klass: 'ordinary' })).seq);
    // Filled up again, it is not taken for new.
    await lease(25, numbers, ask);
    seen.push((await numbers.give({ klass: 'ordinary' })).seq);
  }
  assert.equal(new Set(seen).size, 12);
});

test('two kiosks at once never meet, because the server leases', async () => {
  const server = new Server();
  const kiosks = ['one', 'two'].map((device) => ({ device, numbers: queue(new Disk().plug(), () => clock) }));
  const seen = [];
  for (let round = 0; round < 3; round += 1) {
    for (const { device, numbers } of kiosks) {
      await numbers.keepKit(kit);
      const wanted = await numbers.wants();
      if (wanted > 0) await numbers.keepLease(server.lease(wanted, device));
    }
    for (let n = 0; n < 10; n += 1) for (const { numbers } of kiosks) seen.push((await numbers.give({ klass: 'ordinary' })).number);
    for (const { device, numbers } of kiosks) await numbers.bringHome(async (list) => server.reconcile(list, device));
  }
  assert.equal(new Set(seen).size, 60);
  assert.equal(server.home.size, 60);
});
