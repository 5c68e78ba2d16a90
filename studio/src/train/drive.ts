import type { Pace } from "gradus";
import { Gate } from "./gate.js";

const SLOW = 80; // milliseconds of an epoch from which it is divided, so that a pause is heeded within it
const BREATH = 25; // milliseconds of work after which the worker hears what the page has to say

/** What the buttons do to a run: pause, go on, one epoch, one batch, stop. */
export class Drive {
  /** Read by training, which ends after the epoch at work. */
  signal = { aborted: false };
  isStopped = false;
  readonly pace: Pace;
  readonly #gate = new Gate();
  /** Whether the run trains in other threads, where nothing waits at a gate: it is halted and taken up again instead. */
  readonly #isElsewhere: boolean;
  #wantsBatches: boolean;
  /** Whether the run waits before its very first batch. */
  #isFresh: boolean;
  #isInEpoch = false;
  #closesAfterEpoch = false;
  #epochTime = 0;
  #begun = 0;
  #lastBreath = 0;

  /**
   * @param isHeld   whether the run waits before its first batch
   * @param onBatch  told before each batch of an epoch that is divided, while the run waits there
   */
  constructor(isElsewhere: boolean, isHeld: boolean, onBatch: (batch: number, batches: number) => void) {
    this.#isElsewhere = isElsewhere;
    this.#isFresh = this.#wantsBatches = isHeld;
    const isByBatch = (): boolean => this.#wantsBatches || this.#epochTime > SLOW;
    this.pace = {
      get isByBatch() {
        return isByBatch();
      },
      beforeBatch: (batch, batches) => this.#beforeBatch(batch, batches, onBatch),
    };
  }

  get isPaused(): boolean {
    return this.#gate.isClosed;
  }

  pause(): void {
    this.#gate.close();
    if (this.#isElsewhere) this.signal.aborted = true;
  }

  resume(): void {
    this.#wantsBatches = this.#closesAfterEpoch = false;
    this.#gate.open();
  }

  /** To the end of the epoch. */
  stepEpoch(): void {
    if (this.#isInEpoch) {
      this.#closesAfterEpoch = true;
      this.#gate.open();
    } else {
      this.#wantsBatches = false;
      this.#gate.passOnce();
    }
  }

  stepBatch(): void {
    this.#wantsBatches = true;
    this.#gate.passOnce();
  }

  stop(): void {
    this.isStopped = true;
    this.signal.aborted = true;
    this.resume();
  }

  /** Awaited before each epoch. */
  async beforeEpoch(): Promise<void> {
    if (this.#closesAfterEpoch) {
      this.#closesAfterEpoch = false;
      this.#gate.close();
    }
    await this.#gate.pass();
    this.#isInEpoch = true;
    this.#begun = performance.now();
  }

  afterEpoch(): void {
    this.#isInEpoch = false;
    // Batch by batch a person takes the time.
    if (!this.#wantsBatches) this.#epochTime = performance.now() - this.#begun;
  }

  /** Awaited when training has been halted; then it may be taken up again. */
  async untilResumed(): Promise<void> {
    await this.#gate.pass();
    if (!this.isStopped) this.signal = { aborted: false };
  }

  async #beforeBatch(
    batch: number,
    batches: number,
    onBatch: (batch: number, batches: number) => void,
  ): Promise<void> {
    if (this.#isFresh) {
      this.#isFresh = false;
      this.#gate.close();
    } else if (batch === 1) return; // the halt before the epoch was the one before its first batch
    else if (performance.now() - this.#lastBreath > BREATH) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      this.#lastBreath = performance.now();
    }
    if (this.#gate.isClosed) onBatch(batch, batches);
    await this.#gate.pass();
  }
}
