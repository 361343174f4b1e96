// What somebody finds their draft by: a reference and a code, drawn here because nobody else can be asked. The rule of
// app/domain/src/ids.rs, whose check character finds every slip of one character.

/** Crockford's, in order. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Multiplies an element of GF(32) by x (x⁵+x²+1). */
const timesX = (value) => ((value << 1) & 32 ? (value << 1) ^ 0b10_0101 : value << 1);

/** `7KQ4-2MX9` of seven numbers below 32. */
export function referenceOf(digits) {
  const check = digits.reduce((sum, digit) => timesX(sum ^ digit), 0);
  const text = [...digits, check].map((digit) => ALPHABET[digit]).join('');
  return `${text.slice(0, 4)}-${text.slice(4)}`;
}

/** A new reference and six digits. */
export function newReference() {
  const digits = [...crypto.getRandomValues(new Uint8Array(7))].map((byte) => byte & 31);
  const [chance] = crypto.getRandomValues(new Uint32Array(1));
  return { reference: referenceOf(digits), code: String(chance % 1_000_000).padStart(6, '0') };
}
