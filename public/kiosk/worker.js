// A kiosk stays up without a network: this worker keeps the page that works alone, what it is drawn with, guides and empty forms.
// It keeps nothing that a person's own page says, and it never takes over under a person: a new one waits until the first page, with
// nobody in front of it, says so (offline/keep.js). The server writes the version and the files in (server/src/http/kiosk_files.rs).

const VERSION = 'YIMEN_VERSION';
const FILES = ['YIMEN_FILES'];
const OURS = 'yimen-shell-';
const KEPT = OURS + VERSION;
const VENUE = new URL(self.location.href).searchParams.get('venue');
const PAGE = `/kiosk/${VENUE}/offline`;
/** What the page links to and is drawn with. */
const LEAF = /href="(\/kiosk\/[^"/]+\/(?:guide\/[^"/]+|form\/[^"/]+(?:\/en)?))"/g;
const STATE = /data-guides="([^"]+)"/g;
const NAMED = /(?:href|src)="(\/[^"]+\.(?:css|js))"/g;
/** Files that may be answered from what is kept. */
const FILE = /\.(?:css|js|wasm|json|mp3|svg|txt|bin|dat)$/;
/** The server says that nothing behind it answers. */
const NOBODY = [502, 503, 504];
/** How long somebody waits for a page before the network counts as gone. */
const PATIENCE_MS = 8000;

async function fetched(path) {
  const answer = await fetch(path, { credentials: 'same-origin', redirect: 'error', cache: 'no-cache' });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer;
}

const found = (text, what) => [...new Set([...text.matchAll(what)].map(([, path]) => path))];

/** Keeps the page with all that it needs, or nothing; then guides, forms and whatever else is useful, as far as it comes. */
async function keep() {
  const cache = await caches.open(KEPT);
  const page = await fetched(PAGE);
  const text = await page.clone().text();
  const before = await (await cache.match(PAGE))?.text();
  const put = async (path) => cache.put(path, await fetched(path));
  const missing = async (path) => (await cache.match(path)) ?? put(path);
  const needed = [...found(text, NAMED), ...FILES.filter((path) => path.startsWith('/kiosk-files/offline/'))];
  await Promise.all(needed.map(missing));
  await cache.put(PAGE, page);
  // The page names the state of guides and forms: as long as it is the same, so are they.
  const same = before !== undefined && String(found(text, STATE)) === String(found(before, STATE));
  const leaves = found(text, LEAF).map(same ? missing : put);
  await Promise.allSettled([...leaves, ...FILES.map(missing)]);
}

/** Resolves as `answer` does, or fails when that takes too long. */
function patiently(answer) {
  return new Promise((done, failed) => {
    const late = setTimeout(() => failed(new Error('late')), PATIENCE_MS);
    answer.then(done, failed).finally(() => clearTimeout(late));
  });
}

/** What is shown where the network is gone: what is kept of this address, or the way to the page that works alone. */
async function alone({ pathname }) {
  const cache = await caches.open(KEPT);
  const kept = await cache.match(pathname);
  if (kept) return kept;
  const service = /^\/services\/([^/]+)$/.exec(pathname);
  const guide = service && `/kiosk/${VENUE}/guide/${service[1]}`;
  const to = guide && (await cache.match(guide)) ? guide : PAGE;
  return (await cache.match(to)) ? Response.redirect(to, 303) : Response.error();
}

async function navigate(request) {
  const url = new URL(request.url);
  try {
    // Nothing that somebody sends is given up while it may still arrive.
    const answer = await (request.method === 'GET' ? patiently(fetch(request)) : fetch(request));
    if (!NOBODY.includes(answer.status)) return answer;
  } catch {
    // No network.
  }
  return alone(url);
}

async function file(request) {
  const kept = async () => caches.match(new URL(request.url).pathname);
  try {
    const answer = await patiently(fetch(request));
    return NOBODY.includes(answer.status) ? ((await kept()) ?? answer) : answer;
  } catch {
    return (await kept()) ?? Response.error();
  }
}

async function forgetOthers() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(OURS) && name !== KEPT).map((name) => caches.delete(name)));
  await self.clients.claim();
}

self.addEventListener('install', (event) => event.waitUntil(keep()));
self.addEventListener('activate', (event) => event.waitUntil(forgetOthers()));
self.addEventListener('message', (event) => {
  if (event.data === 'keep') event.waitUntil(keep().catch(() => undefined));
  if (event.data === 'take-over') event.waitUntil(self.skipWaiting());
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.mode === 'navigate') event.respondWith(navigate(request));
  else if (request.method === 'GET' && FILE.test(url.pathname)) event.respondWith(file(request));
});
