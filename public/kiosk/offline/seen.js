// How somebody wants their pages (print, contrast, the low layout), handed on to those that are shown without a network: the server's
// cookie no script can read. It lies in the session's storage, says nothing of anybody, and goes with them (../leave.js).

const NAME = 'view';
const USUAL = { print: 'normal', contrast: 'plain', low: 'high' };

/** As this page is shown now. */
function drawn() {
  const { print, contrast } = document.documentElement.dataset;
  return { print, contrast, low: document.body.dataset.low === undefined ? 'high' : 'low' };
}

/** Whether this page is shown as to everybody. */
export const isUsual = () => JSON.stringify(drawn()) === JSON.stringify(USUAL);

/** Keeps how this page is shown. */
export function keepView() {
  if (isUsual()) sessionStorage.removeItem(NAME);
  else sessionStorage.setItem(NAME, JSON.stringify(drawn()));
}

/** Keeps it when this page goes. One that was emptied goes with its person. */
export const handOnView = () => addEventListener('pagehide', () => document.body.childElementCount > 0 && keepView());

/** As the page before was shown. */
export const viewBefore = () => ({ ...USUAL, ...JSON.parse(sessionStorage.getItem(NAME) ?? '{}') });
