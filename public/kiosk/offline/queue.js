// Numbers that this device may give out by itself, and what became of each. Every step is on the disk before the next: whatever
// moment the power goes at, no number is given twice and none that somebody may hold is forgotten.
//
// A number's life: leased → `printing` (a printer is to give it out) or `counts` (somebody saw it) → `home` (the server has it), or
// `void` (it never reached anybody). What it was given for is sealed, and gone once it is home. That it was given stays for its day.

import { newKey, seal, sealForServer, unseal } from './seal.js';

/** How many go to the server in one request, and how many characters of what is sealed. */
const AT_ONCE = 40;
const CHARACTERS_AT_ONCE = 1_000_000;
/** So long a number waits for word of its paper, then it is void: as at the server (ADR 018). */
export const UNDECIDED_MS = 180_000;
/** Beijing is eight hours ahead of UTC, the year round. */
const BEIJING_MS = 28_800_000;

/** `2026-12-01` of a moment. */
export const dayOf = (now) => new Date(now + BEIJING_MS).toISOString().slice(0, 10);
/** `09:05` of a moment. */
export const clockFace = (now) => new Date(now + BEIJING_MS).toISOString().slice(11, 16);

/** A012: the rule of app/domain/src/queue. */
const LETTERS = { appointment: 'A', ordinary: 'B' };
export const numberOf = (klass, seq) => `${LETTERS[klass] ?? 'C'}${String(seq).padStart(3, '0')}`;

const nameOf = ({ day, seq }) => `${day}:${String(seq).padStart(6, '0')}`;
const given = (state, sealed) => (sealed ? { state, sealed } : { state });

/** What waits, in parts that go to the server together. */
function parts(open) {
  const made = [[]];
  let characters = 0;
  for (const one of open) {
    characters += one.sealed.length;
    if (made.at(-1).length === AT_ONCE || characters > CHARACTERS_AT_ONCE) {
      made.push([]);
      characters = one.sealed.length;
    }
    made.at(-1).push(one);
  }
  return made.filter((part) => part.length > 0);
}

/** The queue in `store`; `clock` is this device's own. Acts that change something are called one at a time (see page.js, keep.js). */
export function queue(store, clock = Date.now) {
  const keep = (name, value) => store.write('keep', [[name, value]]);
  const kit = () => store.get('keep', 'kit');
  /** The server's clock, as far as it was known when the kit was fetched. */
  const now = async () => clock() + ((await kit())?.skew ?? 0);

  async function deviceKey() {
    const known = await store.get('keep', 'key');
    if (known) return known;
    const made = await newKey();
    // Another page may have been quicker: the first key stays.
    await store.add('keep', 'key', made).catch(() => undefined);
    return store.get('keep', 'key');
  }

  async function lease() {
    const kept = await store.get('keep', 'lease');
    return kept && unseal(await deviceKey(), kept);
  }

  /** The entries that are not home, in the order of arrival: `[name, state, entry]`. One that is `printing` is nobody's yet. */
  async function waiting() {
    const key = await deviceKey();
    const all = (await store.all('given')).filter(([, one]) => one.sealed);
    const open = await Promise.all(all.map(async ([name, one]) => [name, one.state, await unseal(key, one.sealed)]));
    return open.sort(([, , a], [, , b]) => a.arrived_ms - b.arrived_ms || a.seq - b.seq);
  }

  /** The numbers of today that nobody has. */
  async function left() {
    const [leased, gone] = [await lease(), new Set((await store.all('given')).map(([name]) => name))];
    if (leased?.day !== dayOf(await now())) return [];
    return leased.numbers.filter(({ seq }) => !gone.has(nameOf({ day: leased.day, seq })));
  }

  /** A try of its own for the printer, which answers each key once: on the disk before anything is sent under it. */
  async function tryToPrint(entry) {
    const kept = await store.get('given', nameOf(entry));
    if (kept?.state !== 'printing') return undefined;
    const tried = { ...entry, print: crypto.randomUUID(), tried_ms: await now() };
    await store.write('given', [[nameOf(tried), given('printing', await seal(await deviceKey(), tried))]]);
    return tried;
  }

  /** Keeps something so that only the server can read it; `undefined` where its key is not known, else the new entry's own key. */
  async function keepSealed(kind, venue, value) {
    const known = await kit();
    if (!known) return undefined;
    const attempt = crypto.randomUUID();
    const sealed = await sealForServer(known.seal, `${kind}:${venue}:${attempt}`, { ...value, asked_ms: await now() });
    await store.add('requests', attempt, sealed);
    return attempt;
  }

  return {
    kit,
    now,
    left,
    waiting,
    since: () => store.get('keep', 'since'),

    /** What the server told, and how far its clock is from ours. */
    keepKit: (fetched) => keep('kit', { ...fetched, skew: fetched.now - clock() }),

    /** From when there was no network; the first time said holds until it is over. */
    async gone() {
      await store.add('keep', 'since', await now()).catch(() => undefined);
      return store.get('keep', 'since');
    },
    back: () => keep('since', undefined),

    /** How many numbers to ask for; nothing where enough are left. The server counts those that it does not know to be used. */
    async wants() {
      const wish = (await kit())?.numbers ?? 0;
      const today = dayOf(await now());
      const unused = await left();
      const enough = (await lease())?.day === today && unused.length * 2 > wish;
      if (wish === 0 || enough) return 0;
      const unknown = (await store.all('given')).filter(([name, one]) => name.startsWith(today) && one.state !== 'home');
      return wish + unknown.length;
    },

    /** Whether nothing is known here: a new machine, or one whose memory was lost. */
    isNew: async () => (await store.get('keep', 'begun')) === undefined,

    /** What was leased to a machine that knows nothing any more may have been given out: none of it is given again. */
    async begin({ day, numbers }) {
      await store.write('given', numbers.map(({ seq }) => [nameOf({ day, seq }), given('void')]));
      await keep('begun', day);
    },

    async keepLease({ day, numbers }) {
      await keep('lease', await seal(await deviceKey(), { day, numbers }));
      // Of a day that is over nothing is asked any more but what is not home.
      const old = (await store.all('given')).filter(([name, one]) => name < day && !one.sealed);
      await store.write('given', old.map(([name]) => [name, undefined]));
    },

    /**
     * Gives out the next number: on the disk before it is returned. `paper`: it counts once the printer has said so. `pass` is what
     * pass.js read. `{ refused: 'no-numbers' }`, or `{ refused: 'used', number }` where this pass has its number already; one whose
     * paper never came is tried again.
     */
    async give({ service = '', klass, pass, paper = false }) {
      const [, state, same] = (pass && (await waiting()).find(([, , entry]) => entry.reference === pass.reference)) ?? [];
      if (state === 'printing' && paper) return tryToPrint(same);
      if (same) return { refused: 'used', number: same.number };
      const [next] = await left();
      if (!next) return { refused: 'no-numbers' };
      const arrived_ms = await now();
      const entry = {
        day: dayOf(arrived_ms),
        seq: next.seq,
        ticket: next.ticket,
        number: numberOf(klass, next.seq),
        service,
        class: klass,
        pass: pass?.text ?? null,
        reference: pass?.reference ?? null,
        arrived_ms,
        attempt: crypto.randomUUID(),
        print: crypto.randomUUID(),
        tried_ms: arrived_ms,
      };
      const sealed = await seal(await deviceKey(), entry);
      // Refused where the number is there: whatever went wrong before, it is never given twice.
      await store.add('given', nameOf(entry), given(paper ? 'printing' : 'counts', sealed));
      return entry;
    },

    /** The entry with a key for another try, where it is not decided yet; else `undefined`. */
    printAgain: tryToPrint,

    /** The printer printed it, somebody has its paper, or took it from the screen. */
    async counts(entry) {
      const kept = await store.get('given', nameOf(entry));
      if (kept?.state === 'printing') await store.write('given', [[nameOf(entry), given('counts', kept.sealed)]]);
    },

    /** It reached nobody. */
    async voids(entry) {
      const kept = await store.get('given', nameOf(entry));
      if (kept?.state === 'printing') await store.write('given', [[nameOf(entry), given('void')]]);
    },

    /**
     * Decides what was being printed when the page ended. `became` asks what came of an entry's last try: `{ outcome }` is `printed`,
     * `failed`, or `unknown` where nobody can tell; then it waits for word a while, and is void.
     */
    async finishPrinting(became) {
      for (const [name, state, entry] of await waiting()) {
        if (state !== 'printing') continue;
        const { outcome } = await became(entry);
        const overdue = Math.abs((await now()) - entry.tried_ms) >= UNDECIDED_MS;
        const kept = await store.get('given', name);
        if (outcome === 'printed') await store.write('given', [[name, given('counts', kept.sealed)]]);
        else if (outcome === 'failed' || overdue) await store.write('given', [[name, given('void')]]);
      }
    },

    /**
     * Brings home what counts; what is not decided stays. `send` takes a list as the server wants it and answers one outcome for each, or throws. What has an
     * outcome is home; a list whose answer was lost is sent again with the same keys, which the server knows.
     */
    async bringHome(send) {
      const tally = { home: 0, in_queue: 0, at_desk: 0, conflict: 0, other: 0 };
      const open = (await waiting()).filter(([, state]) => state === 'counts');
      for (let at = 0; at < open.length; at += AT_ONCE) {
        const part = open.slice(at, at + AT_ONCE);
        const wanted = ([, , one]) => ({ day: one.day, seq: one.seq, service: one.service, class: one.class, pass: one.pass, arrived_ms: one.arrived_ms, attempt: one.attempt });
        const outcomes = await send(part.map(wanted));
        if (outcomes.length !== part.length) throw new Error('an outcome is missing');
        await store.write('given', part.map(([name]) => [name, given('home')]));
        for (const { outcome } of outcomes) {
          tally.home += 1;
          tally[['in_queue', 'at_desk', 'conflict'].includes(outcome) ? outcome : 'other'] += 1;
        }
      }
      return tally;
    },

    /** Keeps a request to be called back. */
    ask: (venue, request) => keepSealed('kiosk-request', venue, request),
    /** Keeps an application that was begun: service, reference, code, and what was typed by the names of its inputs. */
    begun: (venue, draft) => keepSealed('kiosk-draft', venue, draft),

    requests: async () => (await store.all('requests')).map(([attempt, sealed]) => ({ attempt, sealed })),

    /** Delivers what is sealed; returns how many requests and begun applications the server has, and how many it does not keep. */
    async deliver(send) {
      const tally = { requests: 0, begun: 0, not_kept: 0 };
      const open = (await store.all('requests')).map(([attempt, sealed]) => ({ attempt, sealed }));
      for (const part of parts(open)) {
        const outcomes = await send(part);
        if (outcomes.length !== part.length) throw new Error('an outcome is missing');
        await store.write('requests', part.map(({ attempt }) => [attempt, undefined]));
        for (const outcome of outcomes) tally[{ received: 'requests', begun: 'begun' }[outcome] ?? 'not_kept'] += 1;
      }
      return tally;
    },
  };
}
