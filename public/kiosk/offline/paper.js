// What stands on what this machine prints by itself. On a ticket: the number, where, when, and where its place can be seen later. On
// the slip of an application that was begun: reference, code, and where it goes on. No name. The words are the page's.

import { clockFace } from './queue.js';

const centred = (text, size, bold = false) => ({ text, size, bold, align: 'center' });

/** The lines for the bridge; `words` are the `data-paper-…` of the page. */
export function ticketLines({ number, arrived_ms, ticket }, { paperVenue, paperNumber, paperWait, paperPhone, paperDoor }) {
  return [
    centred(paperVenue, 1),
    centred(paperNumber, 1),
    centred(number, 6, true),
    centred(clockFace(arrived_ms), 1),
    { feed: 1 },
    centred(paperWait, 1),
    { feed: 1 },
    { qr: `${paperDoor}/t/${ticket}`, modules: 8 },
    centred(paperPhone, 1),
    { feed: 3 },
  ];
}

/** The same for an application that was begun. Not the service: a slip is left lying about. */
export function slipLines({ reference, code }, { paperVenue, paperReference, paperCode, paperLater, paperDoor }) {
  return [
    centred(paperVenue, 1),
    centred(paperReference, 1),
    centred(reference, 3, true),
    centred(paperCode, 1),
    centred(code, 3, true),
    { feed: 1 },
    centred(paperLater, 1),
    { feed: 1 },
    { qr: `${paperDoor}/resume`, modules: 6 },
    centred(`${paperDoor}/resume`, 1),
    { feed: 3 },
  ];
}
