// What may be taken without a connection (app/domain/src/voucher/offline.rs). The server judges by the same rules again.

import { BEIJING_MS } from './words.js';

const DAY_MS = 86_400_000;

const dayOf = (now) => Math.floor((now + BEIJING_MS) / DAY_MS);

/** The state after taking `fen`, or `{ refused, fen }`. */
export function take(before, kit, code, fen, now) {
  const today = dayOf(now);
  const state = before ?? { people: {} };
  // Amounts are by day, and by the till that the device is; a counter never starts again.
  const fresh = state.day !== today || state.till !== kit.till;
  const of = (one) => ({ counter: one.counter, taken: fresh ? 0 : one.taken });
  const people = Object.fromEntries(Object.entries(state.people).map(([wallet, one]) => [wallet, of(one)]));
  // What other devices of the store had taken when the kit was fetched counts too.
  const taken = Math.max(fresh ? 0 : state.taken, dayOf(kit.now) === today ? kit.taken_today : 0);
  const person = people[code.wallet];
  const spent = person?.taken ?? 0;
  if (person && code.counter <= person.counter) return { refused: 'code-used' };
  const least = [
    ['over-person', kit.ceilings.per_person - spent],
    ['over-store', kit.ceilings.per_store - taken],
    ['over-balance', code.offline - spent],
  ];
  const over = least.find(([, left]) => fen > Math.max(left, 0));
  if (over) return { refused: over[0], fen: Math.max(over[1], 0) };
  people[code.wallet] = { counter: code.counter, taken: spent + fen };
  return { state: { till: kit.till, day: today, taken: taken + fen, people } };
}
