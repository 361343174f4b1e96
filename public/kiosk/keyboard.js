// The keyboard on the glass. A touch on a field opens it; a key of a real keyboard sends it away until the next person; a
// scanner's keys do not. Everything but this page-sized watch is fetched at the first opening.

import { isTyped } from './keyboard/fields.js';
import { Hands } from './keyboard/hands.js';

/** Kept for this person's pages: that they type with keys of their own. It says nothing else about anybody. */
const OWN_KEYS = 'own-keys';
/** A telephone brings its own keyboard. */
const NARROWEST = 700;
/** A focus this soon after a touch, in milliseconds, comes from it. */
const SOON = 1000;
/** Where a kiosk begins anew for the next person. */
const FIRST_PAGE = /^\/kiosk\/[^/]+\/?$/;

let board;
let touched = -Infinity;
/** A finger lies on the glass, or has just left it and its click is still to come. */
let pressing = false;
let ownKeys = false;

function kept(act) {
  try {
    return act(sessionStorage);
  } catch {
    // A browser that keeps nothing still has a keyboard.
    return undefined;
  }
}

if (FIRST_PAGE.test(location.pathname)) kept((store) => store.removeItem(OWN_KEYS));
else ownKeys = kept((store) => store.getItem(OWN_KEYS)) === 'yes';

const hands = new Hands(() => {
  ownKeys = true;
  kept((store) => store.setItem(OWN_KEYS, 'yes'));
  board?.close();
});

const bySoonTouch = () => performance.now() - touched < SOON;

async function open(field) {
  if (ownKeys || innerWidth < NARROWEST || !isTyped(field)) return;
  if (!board) {
    const { Board } = await import('./keyboard/board.js');
    board ??= new Board();
  }
  // While it was fetched somebody may have gone on.
  if (document.activeElement === field && !ownKeys) board.openFor(field);
}

document.addEventListener(
  'pointerdown',
  (event) => {
    // Some panels speak like a mouse; where none can speak like a touch, the mouse is a finger.
    if (event.pointerType !== 'mouse' || navigator.maxTouchPoints === 0) touched = performance.now();
    pressing = true;
  },
  true,
);

document.addEventListener('focusin', ({ target }) => {
  // A touch acts with its click (below): opened sooner, the keyboard would come between the finger and the field.
  if (pressing || board?.root.contains(target)) return;
  if (!isTyped(target)) board?.close();
  else if (bySoonTouch() || board?.open) open(target);
});

document.addEventListener(
  'click',
  (event) => {
    const { target } = event;
    pressing = false;
    if (board?.root.contains(target)) return;
    if (isTyped(target)) {
      if (bySoonTouch()) open(target);
    } else if (!target.closest?.('label')) {
      board?.close();
    }
  },
  true,
);

document.addEventListener('submit', () => board?.close(), true);
document.addEventListener('keydown', (event) => hands.press(event), true);
addEventListener('pagehide', () => board?.close());
