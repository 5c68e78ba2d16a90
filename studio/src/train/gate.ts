/** Where a run waits while it is paused. */
export class Gate {
  #waiting: (() => void) | undefined;
  #isClosed = false;

  get isClosed(): boolean {
    return this.#isClosed;
  }

  close(): void {
    this.#isClosed = true;
  }

  open(): void {
    this.#isClosed = false;
    this.#release();
  }

  /** Lets one waiter through and stays closed. */
  passOnce(): void {
    this.#isClosed = true;
    this.#release();
  }

  /** Resolves at once while the gate is open. */
  async pass(): Promise<void> {
    if (this.#isClosed) await new Promise<void>((resolve) => (this.#waiting = resolve));
  }

  #release(): void {
    this.#waiting?.();
    this.#waiting = undefined;
  }
}
