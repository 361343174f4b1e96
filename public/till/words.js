// What the till says without a connection. All words stand in the page; here they are only shown, with their values.

/** Beijing is eight hours ahead of UTC, the year round. */
export const BEIJING_MS = 28_800_000;

export const first = (selector, root = document) => root.querySelector(selector);

export const yuan = (fen) => `${Math.trunc(fen / 100)}.${String(Math.abs(fen % 100)).padStart(2, '0')}`;

/** `10:12` in Beijing. */
const clockFace = (moment) => new Date(moment + BEIJING_MS).toISOString().slice(11, 16);

/** Shows these of the page's own sentences, each by its name and with its values, and no other. */
export function say(...said) {
  const values = new Map(said.map(([name, values]) => [name, Object.entries(values ?? {})]));
  for (const one of document.querySelectorAll('[data-say]')) {
    const places = values.get(one.dataset.say);
    one.hidden = !places;
    if (!places?.length) continue;
    one.dataset.text ??= one.textContent;
    one.textContent = places.reduce((text, [key, value]) => text.replace(`{${key}}`, value), one.dataset.text);
  }
}

/** How many wait on this device, and how much they are together. */
export function showWaiting(queue) {
  const fen = queue.flatMap((one) => one.redemption.lines).reduce((sum, line) => sum + line.fen, 0);
  for (const [selector, text] of [['[data-waiting]', queue.length], ['[data-waiting-fen]', yuan(fen)]]) {
    for (const one of document.querySelectorAll(selector)) one.textContent = String(text);
  }
  for (const one of document.querySelectorAll('[data-if-waiting]')) one.hidden = queue.length === 0;
}

/** What was not settled just now: when it was taken, how much it was, and the server's reason. */
export function showConflicts(conflicts) {
  for (const list of document.querySelectorAll('[data-conflicts]')) {
    for (const { taken, lines, why } of conflicts) {
      const fen = lines.reduce((sum, line) => sum + line.fen, 0);
      const line = document.createElement('li');
      line.className = 'card';
      line.textContent = `${clockFace(taken)} · ¥${yuan(fen)} · ${why}`;
      list.append(line);
    }
    list.hidden = list.childElementCount === 0;
  }
}
