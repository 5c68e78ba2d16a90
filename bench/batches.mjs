/** Endless batches of row numbers, in a new order in each epoch: what a person writes around a program that has no batches. */
export class Batches {
  #order;
  #batch;
  #at;

  constructor(rows, batch) {
    this.#order = Uint32Array.from({ length: rows }, (_, s) => s);
    this.#batch = batch;
    this.#at = rows;
  }

  /** Row numbers of the next update. */
  next() {
    if (this.#at + this.#batch > this.#order.length) {
      shuffle(this.#order);
      this.#at = 0;
    }
    this.#at += this.#batch;
    return this.#order.subarray(this.#at - this.#batch, this.#at);
  }
}

/** Fisher–Yates, in place. */
function shuffle(items) {
  for (let i = items.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    [items[i], items[j]] = [items[j], items[i]];
  }
}
