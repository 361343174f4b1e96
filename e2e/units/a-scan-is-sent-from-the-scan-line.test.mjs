import assert from 'node:assert/strict';
import test from 'node:test';
import { scanned } from '../../public/kiosk/scanned.js';

/** A page with these of its parts. */
function page({ line, offline } = {}) {
  const parts = { '#scanned': line, '[data-offline-kiosk]': offline };
  return { querySelector: (name) => parts[name] ?? null };
}

function scanLine() {
  const sent = [];
  const line = { value: '', form: { requestSubmit: () => sent.push(line.value) } };
  return { line, sent };
}

test('what a serial scanner reads is written into the scan line and sent', () => {
  const { line, sent } = scanLine();
  scanned('7KQ42MX9', page({ line }));
  assert.deepEqual(sent, ['7KQ42MX9']);
});

test('a page without a scan line does nothing with a scan, and the page without a network takes its own', () => {
  scanned('7KQ42MX9', page());
  const { line, sent } = scanLine();
  scanned('7KQ42MX9', page({ line, offline: {} }));
  assert.deepEqual([line.value, sent], ['', []]);
});
