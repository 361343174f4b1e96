// Tells hands on a real keyboard from a scanner that types. A scanner sends its keys less than 30 ms apart and an Enter after
// them; whatever else comes from a keyboard comes from somebody who does not need this one.

/** A scanner's keys are closer than this, in milliseconds. */
const CLOSE = 30;
/** A run is over when nothing came for so long. */
const OVER = 120;
/** Shorter codes than this are not printed. */
const SHORTEST = 4;
/** Nobody types so many keys so closely, Enter or not. */
const INHUMAN = 8;
const MODIFIERS = new Set(['Shift', 'Control', 'Alt', 'Meta', 'CapsLock', 'AltGraph']);
/** Keys of the machine's case and of headphones. */
const OF_THE_MACHINE = /^(Audio|Media|Microphone|Power|WakeUp|Unidentified)/;

/** Whether a run of `{ key, at }` was typed by a scanner. */
export function scanned(run) {
  const keys = run.filter((one) => !MODIFIERS.has(one.key));
  const close = run.every((one, at) => at === 0 || one.at - run[at - 1].at < CLOSE);
  return close && ((keys.length > SHORTEST && keys.at(-1).key === 'Enter') || keys.length >= INHUMAN);
}

/** Listens to keys; calls `onHands` when they were a person's. */
export class Hands {
  #run = [];
  #waiting;
  #onHands;
  #timer;

  constructor(onHands, timer = globalThis) {
    this.#onHands = onHands;
    this.#timer = timer;
  }

  /** One key went down. */
  press({ key, timeStamp, isTrusted = true }) {
    if (!isTrusted || OF_THE_MACHINE.test(key)) return;
    const last = this.#run.at(-1);
    if (last && timeStamp - last.at >= CLOSE) this.#judge();
    this.#run.push({ key, at: timeStamp });
    this.#timer.clearTimeout(this.#waiting);
    this.#waiting = this.#timer.setTimeout(() => this.#judge(), OVER);
  }

  #judge() {
    const run = this.#run;
    this.#run = [];
    // A modifier alone says nothing yet: a scanner sends it for capitals.
    if (run.some((one) => !MODIFIERS.has(one.key)) && !scanned(run)) this.#onHands();
  }
}
