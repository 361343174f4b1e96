// What a scanner on a serial line reads: it types nothing, the bridge tells it (card.js hears the bridge). It goes where a scanner
// that types would have written it, and is sent as if it had pressed Enter. Where a page has no scan line, a scan does nothing.

/** Sends what was read. The page for when the network is gone takes its scans itself. */
export function scanned(text, page = document) {
  const line = page.querySelector('#scanned');
  if (!line?.form || page.querySelector('[data-offline-kiosk]')) return;
  line.value = text;
  line.form.requestSubmit();
}
