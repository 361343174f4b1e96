import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'smol-toml';

/** The checkout. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

const read = new Map<string, unknown>();

/** A TOML file of the checkout. */
export function toml<T>(path: string): T {
  if (!read.has(path)) read.set(path, parse(readFileSync(`${root}${path}`, 'utf8')));
  return read.get(path) as T;
}
