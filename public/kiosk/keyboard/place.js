// Keeps the field being typed in sight: the page gets room at its end for the keyboard, and scrolls.

const root = document.documentElement;
const MARGIN = 16;

/** Tells the page how high the keyboard is (`--keyboard`); bars at the bottom edge may stand on it. */
export function makeRoom(height) {
  root.style.setProperty('--keyboard', `${Math.ceil(height)}px`);
  document.body.dataset.keyboard = 'open';
}

/** Gives the room back. */
export function giveBack() {
  root.style.removeProperty('--keyboard');
  delete document.body.dataset.keyboard;
}

/** The lower edge of what sticks to the top of the page. */
function ceiling() {
  const bars = [...document.body.querySelectorAll('header, [data-sticks]')].map((bar) => ({ bar, style: getComputedStyle(bar) }));
  const stuck = bars.filter(({ style }) => style.position === 'fixed' || style.position === 'sticky');
  const edges = stuck.map(({ bar }) => bar.getBoundingClientRect()).filter((box) => box.top <= 0 && box.height < innerHeight / 2);
  return Math.max(0, ...edges.map((box) => box.bottom)) + MARGIN;
}

/** What scrolls the field: the page, or a part of it in the low layout. */
function scrollerOf(field) {
  for (let at = field.parentElement; at && at !== document.body; at = at.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(at).overflowY)) return at;
  }
  return document.scrollingElement;
}

/** Scrolls so that the field with its question, or at least its input, stands whole above the keyboard. */
export function reveal(field, top) {
  const scroller = scrollerOf(field);
  const own = scroller === document.scrollingElement ? { top: 0, bottom: innerHeight } : scroller.getBoundingClientRect();
  const high = Math.max(ceiling(), own.top);
  const low = Math.min(top, own.bottom) - MARGIN;
  const question = field.closest('.field') ?? field;
  const fits = question.getBoundingClientRect().height <= low - high;
  const box = (fits ? question : field).getBoundingClientRect();
  const by = box.bottom > low ? Math.min(box.bottom - low, box.top - high) : Math.min(0, box.top - high);
  if (by) scroller.scrollBy({ top: by, behavior: 'instant' });
}
