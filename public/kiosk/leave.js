// A kiosk leaves no trail. While a person is there, no step makes an entry in the history that could be walked back, and no entry
// keeps what a form sent. When they leave, what the browser kept is wiped before the first screen is asked for. The pages work
// without this script; then the server alone refuses what was the last person's.
(() => {
  // What belongs to the machine and not to a person: its key, the numbers that it gave out without a network (sealed; gone from here,
  // they would be lost, or given twice), the shell that is kept for such days.
  const OWN_DATABASES = ['yimen-device', 'yimen-kiosk-queue'];
  const OWN_CACHES = /^yimen-shell/;
  // A wipe that hangs must not keep the screen of the one who left.
  const AT_MOST = 2000;
  const { home, first } = document.currentScript.dataset;

  const gone = (request) =>
    new Promise((done) => {
      request.onsuccess = request.onerror = request.onblocked = done;
    });

  async function wipe() {
    sessionStorage.clear();
    // It would go on to the next page. And cookies that a page can read are none of ours.
    window.name = '';
    for (const pair of document.cookie.split('; ')) document.cookie = `${pair.split('=')[0]}=; Path=/; Max-Age=0`;
    localStorage.clear();
    const databases = indexedDB.databases ? await indexedDB.databases() : [];
    const others = databases.filter(({ name }) => name && !OWN_DATABASES.includes(name));
    const kept = self.caches ? (await caches.keys()).filter((name) => !OWN_CACHES.test(name)) : [];
    await Promise.allSettled([...others.map(({ name }) => gone(indexedDB.deleteDatabase(name))), ...kept.map((name) => caches.delete(name))]);
  }

  let leaving = false;
  async function leave(to) {
    if (leaving) return;
    leaving = true;
    document.body.replaceChildren();
    const late = new Promise((done) => setTimeout(done, AT_MOST));
    await Promise.race([wipe().catch(() => undefined), late]);
    // The next page is told where it was come from: not from theirs.
    history.replaceState(null, '', home);
    location.replace(to);
  }

  // Somebody went: a card that was taken away, or a watch that ran out, says so here.
  document.addEventListener('kiosk-leave', () => leave(home));

  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a[href]') : null;
    if (!link || event.defaultPrevented || event.button !== 0) return;
    const to = new URL(link.href);
    const same = to.pathname === location.pathname && to.search === location.search;
    if (same && to.hash) return;
    event.preventDefault();
    if (to.origin !== location.origin) return;
    if (link.dataset.leave) leave(to.href);
    else location.replace(to.href);
  });

  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (event.defaultPrevented) return;
    if (form.method !== 'get') {
      // What is sent makes an entry of its own; the one that it leaves keeps no words that somebody searched by.
      history.replaceState(null, '', location.pathname);
      return;
    }
    event.preventDefault();
    const to = new URL(form.action);
    to.search = new URLSearchParams(new FormData(form, event.submitter)).toString();
    location.replace(to.href);
  });

  // A page that a form brought is asked for anew by its address: what was sent is not kept with it.
  history.replaceState(null, '', location.href);
  // Out of the browser's memory comes nothing: what may be shown, the server says anew.
  addEventListener('pageshow', (event) => {
    if (event.persisted) location.reload();
  });
  if (first !== undefined) wipe().catch(() => undefined);
})();
