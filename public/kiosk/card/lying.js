// Whose card lies on the reader. A card counts for who stands here once it was laid while they stand here; one that lay there when
// they came is the person's before, is not looked at, and is called out until it is taken. Who signed in by their card is gone when
// it is. Between two pages of one person one word is kept, which says nothing of anybody; leaving wipes it (leave.js).

const KEY = 'card';
/** It was laid while this person stands here. */
const LAID = 'laid';
/** They sign in by it, or have. */
const IN = 'in';
/** It was taken from who signed in by it. */
const LEAVING = 'leaving';

export class Lying {
  #kept;
  #acts;
  #there = false;

  /** `kept` is the browser's session storage; `acts` are `laid`, `lies`, `gone`, `take`, `leave`. */
  constructor(kept, acts) {
    this.#kept = kept;
    this.#acts = acts;
    // The page on the way when the card was taken is none of theirs any more.
    if (this.#word === LEAVING) acts.leave();
  }

  get #word() {
    return this.#kept.getItem(KEY) ?? undefined;
  }

  /** Whether a card lies there at all. */
  get there() {
    return this.#there;
  }

  /** Whether it is the card of who stands here. */
  get theirs() {
    return this.#there && (this.#word === LAID || this.#word === IN);
  }

  /** What the reader says when this page begins to listen to it. */
  found(there) {
    if (!there) return this.gone();
    this.#there = true;
    if (!this.#word) this.#acts.take();
    else if (this.#word === LAID) this.#acts.lies();
  }

  /** A card was laid. */
  laid(card) {
    // That theirs was taken was not heard: this may be anybody's.
    if (this.#word === IN) return this.#end();
    if (this.#word === LEAVING) return;
    this.#there = true;
    this.#kept.setItem(KEY, LAID);
    this.#acts.laid(card);
  }

  /** No card lies there. */
  gone() {
    this.#there = false;
    if (this.#word === IN) return this.#end();
    if (this.#word === LAID) this.#kept.removeItem(KEY);
    this.#acts.gone();
  }

  /** Signing in by it begins: from here on, taking it away ends everything. */
  signsIn() {
    if (this.theirs) this.#kept.setItem(KEY, IN);
  }

  /** It was not taken: nobody is signed in by it. */
  refused() {
    if (this.#word === IN) this.#kept.setItem(KEY, LAID);
  }

  #end() {
    this.#kept.setItem(KEY, LEAVING);
    this.#acts.leave();
  }
}
