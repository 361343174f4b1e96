import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import test from 'node:test';

const installed = dirname(createRequire(import.meta.url).resolve('simple-keyboard/package.json'));
const vendored = (file) => readFileSync(new URL(`../../public/kiosk/vendor/${file}`, import.meta.url), 'utf8');

test('the keyboard that is served is the pinned package, byte for byte, with its licence', () => {
  assert.equal(vendored('simple-keyboard.js'), readFileSync(join(installed, 'build/index.modern.esm.js'), 'utf8'));
  assert.equal(vendored('simple-keyboard.LICENSE.txt'), readFileSync(join(installed, 'LICENSE'), 'utf8'));
  const { devDependencies } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  assert.match(devDependencies['simple-keyboard'], /^3\.8\.\d+$/);
});

test('the tables are those that were looked at', () => {
  const sums = readFileSync(new URL('../../public/kiosk/pinyin/SHA256SUMS', import.meta.url), 'utf8');
  for (const line of sums.trim().split('\n')) {
    const [sum, file] = line.split(/\s+/);
    const bytes = readFileSync(new URL(`../../public/kiosk/pinyin/${file}`, import.meta.url));
    assert.equal(createHash('sha256').update(bytes).digest('hex'), sum, file);
  }
});
