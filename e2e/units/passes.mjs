import { createPrivateKey, createPublicKey, sign } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';

/** Base45 (RFC 9285). */
export function encode(bytes) {
  let text = '';
  for (let at = 0; at < bytes.length; at += 2) {
    const two = at + 1 < bytes.length;
    let value = two ? bytes[at] * 256 + bytes[at + 1] : bytes[at];
    for (let digit = 0; digit < (two ? 3 : 2); digit += 1) {
      text += ALPHABET[value % 45];
      value = Math.floor(value / 45);
    }
  }
  return text;
}

/** The key of a seed of equal bytes, as the tests of app/domain/src/pass have it. */
export function key(seed) {
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, seed)]);
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
}

export const publicHex = (secret) => createPublicKey(secret).export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex');

/** A pass's bytes with its signature. */
export function bytesOf({ version = 1, kind = 1, keyId = 7, reference, venue, from, until, generation = 0 }, secret) {
  const numbers = Buffer.alloc(10);
  numbers.writeUInt32BE(from / 1000, 0);
  numbers.writeUInt32BE(until / 1000, 4);
  numbers.writeUInt16BE(generation, 8);
  const body = Buffer.concat([Buffer.from([version, kind, keyId]), Buffer.from(reference), Buffer.from([venue.length]), Buffer.from(venue), numbers]);
  return Buffer.concat([body, sign(null, body, secret)]);
}

export const passOf = (said, secret) => encode(bytesOf(said, secret));
