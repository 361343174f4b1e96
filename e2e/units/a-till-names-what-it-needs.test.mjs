// The till's worker keeps the scripts that its page names; what a script imports must be named there too, or the till has no
// script without a connection.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

const read = (path) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8');

/** The file behind an address. */
const fileOf = (address) => address.replace('/kiosk-files/', 'public/kiosk/').replace('/till-files/', 'public/till/');

/** The addresses that the script at an address imports. */
const imports = (script, at) => {
  const named = [...script.matchAll(/^import .* from '([^']+)';$/gm)];
  return named.map(([, address]) => new URL(address, `http://till.invalid${at}`).pathname);
};

test('the page of a till without a connection names every script that its own imports', async () => {
  const page = await read('app/src/till/offline.rs');
  const [needed, open] = [new Set(), ['/till-files/page.js']];
  for (let address = open.pop(); address; address = open.pop()) {
    if (needed.has(address)) continue;
    needed.add(address);
    open.push(...imports(await read(fileOf(address)), address));
  }
  assert.ok(needed.size > 1);
  for (const address of needed) assert.ok(page.includes(`"${address}"`), address);
});
