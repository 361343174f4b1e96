// Reads a wallet's code by the district's public keys (app/domain/src/voucher/code.rs).

import { decode } from '/kiosk-files/offline/base45.js';

const SIGNATURE = 64;
const WALLET_KIND = 3;
const CARD_KIND = 4;
const ALGORITHM = { name: 'Ed25519' };

const hex = (bytes) => [...bytes].map((one) => one.toString(16).padStart(2, '0')).join('');
const unhex = (text) => new Uint8Array(text.match(/../g).map((two) => Number.parseInt(two, 16)));

/** Whether this browser knows the signatures of codes at all. */
export const verifies = () => crypto.subtle.generateKey(ALGORITHM, false, ['sign', 'verify']).then(() => true, () => false);

/** What a code says, or `{ refused }` with the reason's name. */
export async function read(scanned, kit, now) {
  const bytes = decode(scanned.trim().toUpperCase());
  if (bytes?.[0] === 1 && bytes[1] === CARD_KIND) return { refused: 'no-cards' };
  if (!bytes || bytes.length < SIGNATURE + 41 || bytes[0] !== 1 || bytes[1] !== WALLET_KIND) return { refused: 'code-bad' };
  const body = bytes.subarray(0, bytes.length - SIGNATURE);
  const rest = 4 + body[3];
  if (body.length !== rest + 36) return { refused: 'code-bad' };
  if (new TextDecoder().decode(body.subarray(4, rest)) !== kit.district) return { refused: 'code-district' };
  const key = kit.keys.find(([id]) => id === body[2]);
  if (!key) return { refused: 'code-altered' };
  const known = await crypto.subtle.importKey('raw', unhex(key[1]), ALGORITHM, false, ['verify']);
  const good = await crypto.subtle.verify(ALGORITHM, known, bytes.subarray(body.length), body);
  if (!good) return { refused: 'code-altered' };
  const view = new DataView(body.buffer, body.byteOffset + rest);
  const age = now - Number(view.getBigInt64(16));
  if (age > kit.life.seconds * 1000) return { refused: 'code-old' };
  if (age < -kit.life.tolerance_seconds * 1000) return { refused: 'code-future' };
  return { wallet: hex(body.subarray(rest, rest + 16)), counter: Number(view.getBigUint64(24)), offline: view.getUint32(32) };
}
