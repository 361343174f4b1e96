// The till stays up without a connection: this worker keeps the one page that works alone, and what that page is drawn with.
// A service worker cannot be WebAssembly; it does as little as can be done. Nothing of a resident passes through it.

const KEPT = 'till-1';
const PAGE = '/till/offline';

/** Keeps the page and the styles and scripts that it names, all or nothing. */
async function keep() {
  const answer = await fetch(PAGE, { credentials: 'same-origin', redirect: 'error' });
  if (!answer.ok) throw new Error(`${PAGE}: ${answer.status}`);
  const page = await answer.clone().text();
  const named = [...page.matchAll(/(?:href|src)="(\/[^"]+\.(?:css|js))"/g)].map((found) => found[1]);
  const cache = await caches.open(KEPT);
  await cache.put(PAGE, answer);
  await cache.addAll([...new Set(named)]);
}

self.addEventListener('install', (event) => event.waitUntil(keep().then(() => self.skipWaiting())));
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('message', (event) => {
  if (event.data === 'keep') event.waitUntil(keep().catch(() => undefined));
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET') return;
  const { pathname } = new URL(request.url);
  if (request.mode === 'navigate' && (pathname === '/till' || pathname.startsWith('/till/'))) {
    event.respondWith(fetch(request).catch(() => caches.match(PAGE)));
  } else if (/\.(?:css|js)$/.test(pathname)) {
    event.respondWith(fetch(request).catch(() => caches.match(request)));
  }
});
