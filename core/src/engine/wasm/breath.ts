const BREATH = 20; // milliseconds of work after which other tasks of the thread get their turn

declare function setTimeout(task: () => void, milliseconds: number): unknown;
declare const performance: { now(): number };

/** Milliseconds, for differences. */
export function now(): number {
  return performance.now();
}

/** Lets long work leave the thread to other tasks now and then. */
export class Breath {
  #last = now();

  /** Whether it is time. */
  get isDue(): boolean {
    return now() - this.#last > BREATH;
  }

  /** Lets the other tasks have their turn. */
  async take(): Promise<void> {
    await new Promise<void>((resolve) => setTimeout(resolve, 0));
    this.#last = now();
  }
}
