import type { Page } from '@playwright/test';

/** What belongs to the machine: opened and read. Of all else the name alone is a trace, and opening it would make it anew. */
const OWN = ['yimen-device', 'yimen-kiosk-queue'];
const SHELL = 'yimen-shell';

/** What lies in a browser's caches and databases: every address, every text and every name. */
export async function contents(page: Page): Promise<string> {
  return page.evaluate(async ([own, shell]) => {
    const found: string[] = [];
    for (const name of await caches.keys()) {
      found.push(name);
      if (!name.startsWith(shell)) continue;
      const cache = await caches.open(name);
      for (const request of await cache.keys()) found.push(request.url, (await (await cache.match(request))?.text()) ?? '');
    }
    for (const { name = '' } of await indexedDB.databases()) {
      found.push(name);
      if (!own.includes(name)) continue;
      const base = await new Promise<IDBDatabase>((done, failed) => {
        const asked = indexedDB.open(name);
        asked.onsuccess = () => done(asked.result);
        asked.onerror = failed;
      });
      for (const store of Array.from(base.objectStoreNames)) {
        const all = await new Promise<unknown[]>((done, failed) => {
          const asked = base.transaction(store).objectStore(store).getAll();
          asked.onsuccess = () => done(asked.result);
          asked.onerror = failed;
        });
        found.push(JSON.stringify(all));
      }
      base.close();
    }
    return found.join('\n');
  }, [OWN, SHELL] as const);
}

/** Every text in the memory of a page's scripts that holds one of these, once the rubbish was taken out. */
export async function remembered(page: Page, secrets: string[]): Promise<string[]> {
  const tools = await page.context().newCDPSession(page);
  const parts: string[] = [];
  tools.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => parts.push(chunk));
  await tools.send('HeapProfiler.collectGarbage');
  await tools.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  await tools.detach();
  const { strings } = JSON.parse(parts.join('')) as { strings: string[] };
  return strings.filter((text) => secrets.some((secret) => text.includes(secret)));
}

/** What a browser keeps of this site: cookies, both storages, every database, every cache. */
export async function kept(page: Page): Promise<string> {
  const stored = await page.context().storageState({ indexedDB: true });
  const session = await page.evaluate(() => JSON.stringify({ ...sessionStorage }));
  // Where scripts are off nothing fills a cache, and nothing can ask for one.
  const scripts = await page.evaluate(() => matchMedia('(scripting: enabled)').matches);
  return [JSON.stringify(stored), session, scripts ? await cached(page) : ''].join('\n');
}

/** Every address and every text in a browser's caches. */
async function cached(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const found: string[] = [];
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) found.push(name, request.url, (await (await cache.match(request))?.text()) ?? '');
    }
    return found.join('\n');
  });
}

/** Which of these stand in what was left behind, as they were told or as an address writes them. */
export function found(left: string, secrets: string[]): string[] {
  const addresses = left.toLowerCase();
  return secrets.filter((secret) => left.includes(secret) || addresses.includes(encodeURIComponent(secret).toLowerCase()));
}
