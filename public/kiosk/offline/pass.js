// Reads a pass (app/domain/src/pass.rs) by the district's public keys, without a network. The server reads it again when the
// number comes home: what is believed here can cost a place in the queue at most.

import { decode } from './base45.js';

const VERSION = 1;
const BOOKING = 1;
/** Bytes: an Ed25519 signature; everything of a body but the venue's code; a reference. */
const SIGNATURE = 64;
const FIXED = 22;
const REFERENCE = 8;
const LONGEST_VENUE = 12;
/** A QR holds no more. */
const LONGEST = 4296;

/** Whole moments of four bytes. */
const moment = (view, at) => view.getUint32(at) * 1000;

/** What a body says, before anything of it is believed; `undefined` where it is not built like a pass. */
function parse(body) {
  if (body.length < FIXED || body[0] !== VERSION || body[1] !== BOOKING) return undefined;
  const length = body[3 + REFERENCE];
  if (length < 1 || length > LONGEST_VENUE || body.length !== FIXED + length) return undefined;
  const text = (from, to) => String.fromCharCode(...body.subarray(from, to));
  const venue = text(4 + REFERENCE, 4 + REFERENCE + length);
  if (!/^[A-Za-z0-9-]+$/.test(venue)) return undefined;
  const view = new DataView(body.buffer, body.byteOffset + 4 + REFERENCE + length);
  return { key: body[2], reference: text(3, 3 + REFERENCE), venue, from: moment(view, 0), until: moment(view, 4), generation: view.getUint16(8) };
}

const unhex = (text) => new Uint8Array(text.match(/../g).map((two) => Number.parseInt(two, 16)));

/**
 * What a scanned text says, or `{ refused }` with the reason's name: `not-a-pass`, `forged`, `wrong-venue`, `too-early`, `too-late`
 * (these two with the moment `at`). `keys` are pairs of an id and a public key in hexadecimal.
 */
export async function read(scanned, { keys, venue, now }) {
  // As the server reads it: white space round it is dropped, small letters are raised, every other change is refused.
  const text = scanned.trim().toUpperCase();
  const bytes = text.length > LONGEST ? undefined : decode(text);
  if (!bytes || bytes.length < FIXED + SIGNATURE) return { refused: 'not-a-pass' };
  const body = bytes.subarray(0, bytes.length - SIGNATURE);
  const said = parse(body);
  if (!said) return { refused: 'not-a-pass' };
  const signature = bytes.subarray(body.length);
  let good = false;
  for (const [id, key] of keys) {
    if (good || id !== said.key) continue;
    const known = await crypto.subtle.importKey('raw', unhex(key), { name: 'Ed25519' }, false, ['verify']);
    good = await crypto.subtle.verify({ name: 'Ed25519' }, known, signature, body);
  }
  if (!good) return { refused: 'forged' };
  if (said.venue !== venue) return { refused: 'wrong-venue' };
  if (now < said.from) return { refused: 'too-early', at: said.from };
  if (now > said.until) return { refused: 'too-late', at: said.until };
  return { reference: said.reference, generation: said.generation, text };
}
