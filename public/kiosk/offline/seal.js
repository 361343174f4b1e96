// What lies on this device is sealed: numbers that were given out with a key that this device uses and cannot read, requests and
// applications that were begun with a key that only the server has. Nobody reads those here again, this page included.

const AES = 'AES-GCM';
const CURVE = { name: 'ECDH', namedCurve: 'P-256' };
/** server/src/keys/from_kiosk.rs derives the same. */
const INFO = 'yimen kiosk request 1';

const unhex = (text) => new Uint8Array(text.match(/../g).map((two) => Number.parseInt(two, 16)));
const utf8 = (text) => new TextEncoder().encode(text);

/** A key of this device: made here, usable here, never readable. */
export const newKey = () => crypto.subtle.generateKey({ name: AES, length: 256 }, false, ['encrypt', 'decrypt']);

export async function seal(key, value) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, data: await crypto.subtle.encrypt({ name: AES, iv }, key, utf8(JSON.stringify(value))) };
}

export async function unseal(key, { iv, data }) {
  return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt({ name: AES, iv }, key, data)));
}

/**
 * Seals `value` for the server with this public key (65 bytes in hexadecimal): ephemeral key · nonce · sealed text, in base64. `aad`
 * names what it is; moved elsewhere it does not open.
 */
export async function sealForServer(publicKey, aad, value) {
  const theirs = await crypto.subtle.importKey('raw', unhex(publicKey), CURVE, false, []);
  const pair = await crypto.subtle.generateKey(CURVE, false, ['deriveBits']);
  const ours = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
  const shared = await crypto.subtle.deriveBits({ name: 'ECDH', public: theirs }, pair.privateKey, 256);
  const material = await crypto.subtle.importKey('raw', shared, 'HKDF', false, ['deriveKey']);
  const by = { name: 'HKDF', hash: 'SHA-256', salt: ours, info: utf8(INFO) };
  const key = await crypto.subtle.deriveKey(by, material, { name: AES, length: 256 }, false, ['encrypt']);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: AES, iv, additionalData: utf8(aad) }, key, utf8(JSON.stringify(value))));
  return btoa([...ours, ...iv, ...sealed].map((byte) => String.fromCharCode(byte)).join(''));
}
