// `make bench`: sizes and speeds beside the budget. Speeds are ratios to something bare on the same machine in the same
// run (plain axum answering the same bytes; the bare transaction), measured by turns, because a machine's speed drifts.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freeAddress, program, root, settings, start } from './house.mjs';
import { fetchRaw, firstVisit } from './weigh.mjs';

const run = promisify(execFile);

/** The promise for each figure; bytes as they travel (brotli), ratios to what is bare. */
const BUDGET = {
  html: 14_000,
  css: 12_000,
  scripts: 120_000,
  all: 150_000,
  pageRatio: 0.5,
  bookingRatio: 0.5,
};
const PAGES = ['/', '/services', '/services/xc-hy-01', '/find', '/book/xc-hy-01'];
const NAMES = { scripts: 'WASM and JS', all: 'whole first visit' };
const TURNS = 3;
const SECONDS = Number(process.env.BENCH_SECONDS ?? 10);

const rows = [];
let missed = 0;

function say(what, figure, budget, kept) {
  if (!kept) missed += 1;
  rows.push({ what, figure, budget, '': kept ? 'kept' : 'MISSED' });
}

const size = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;

async function rate(address) {
  const { stdout } = await run('wrk', ['-t2', '-c32', `-d${SECONDS}s`, address]);
  const found = /Requests\/sec:\s+([\d.]+)/.exec(stdout);
  if (!found || /Non-2xx/.test(stdout)) throw new Error(`wrk ${address}:\n${stdout}`);
  return Number(found[1]);
}

const median = (figures) => figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)];

async function sizes(house) {
  for (const path of PAGES) {
    const visit = await firstVisit(house, path);
    for (const part of ['html', 'css', 'scripts', 'all']) {
      say(`${path}: ${NAMES[part] ?? part}`, size(visit[part]), `≤ ${size(BUDGET[part])}`, visit[part] <= BUDGET[part]);
    }
  }
}

/** The catalogue page beside plain axum answering the same bytes: ours, theirs, ours, theirs. */
async function pages(house) {
  const folder = await mkdtemp(join(tmpdir(), 'yimen-bench-'));
  const addr = await freeAddress();
  const page = await (await fetch(`${house}/services`)).text();
  const file = join(folder, 'page.html');
  await writeFile(file, page);
  const stop = await start(['bench-plain', '--addr', addr, '--file', file], process.env, `http://${addr}/`);
  try {
    const [ours, plain] = [[], []];
    for (let turn = 0; turn < TURNS; turn += 1) {
      ours.push(await rate(`${house}/services`));
      plain.push(await rate(`http://${addr}/`));
    }
    const ratio = median(ours) / median(plain);
    const figure = `${median(ours).toFixed(0)}/s of ${median(plain).toFixed(0)}/s = ${ratio.toFixed(2)}`;
    say(`/services (${size(Buffer.byteLength(page))}) beside plain axum`, figure, `≥ ${BUDGET.pageRatio}`, ratio >= BUDGET.pageRatio);
  } finally {
    await stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function bookings() {
  const { env, done } = await settings(await freeAddress());
  try {
    const { stdout } = await run(program, ['bench-bookings'], { cwd: root, env });
    const { confirmed_per_second: ours, bare_per_second: bare, ratio } = JSON.parse(stdout.trim().split('\n').at(-1));
    say('bookings confirmed beside the bare transaction', `${ours}/s of ${bare}/s = ${ratio}`, `≥ ${BUDGET.bookingRatio}`, ratio >= BUDGET.bookingRatio);
  } finally {
    await done();
  }
}

const addr = await freeAddress();
const { env, done } = await settings(addr);
const house = `http://${addr}`;
const stop = await start(['serve'], env, `${house}/readyz`);
try {
  // A kept page is compressed after its first visit.
  for (const path of [...PAGES, '/services']) await fetchRaw(`${house}${path}`);
  await sizes(house);
  await pages(house);
} finally {
  await stop();
  await done();
}
await bookings();
console.table(rows);
console.log(missed === 0 ? 'Every budget is kept.' : `${missed} budgets are missed.`);
