// The till's worker keeps the scripts that its page names; what a script imports must be named there too, or the till has no
// script without a connection.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

const read = (path) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8');

test('the page of a till without a connection names every script that its own imports', async () => {
  const [page, script] = [await read('app/src/till/offline.rs'), await read('public/offline-till.js')];
  const imported = [...script.matchAll(/^import .* from '([^']+)';$/gm)].map(([, path]) => path);
  assert.ok(imported.length > 0);
  for (const path of imported) {
    assert.ok(page.includes(`href="${path}"`), path);
    const file = await read(path.replace('/kiosk-files/', 'public/kiosk/'));
    assert.doesNotMatch(file, /^import /m, `${path} needs nothing else`);
  }
});
