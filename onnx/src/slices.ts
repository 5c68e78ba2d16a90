import type { Network, TrainerOptions } from "gradus";

const FIRST_RATE = 20e6; // operations for each millisecond, taken to be so until the first call was timed
const LEAST = 3; // steps of a call: what is carried is copied for each call, which costs a fraction of a large step
const MOST = 4096;
const MASKS = 2 ** 22; // mask elements of a call, 16 MB

/** How many updates one call of the runtime takes: as many as fit in the wanted time, by what was measured. */
export class Slices {
  /** Updates of the next call. */
  steps: number;
  readonly #milliseconds: number;
  readonly #most: number;
  #perStep = Infinity; // milliseconds, the least that was seen: other work on the machine only adds

  constructor(network: Network, { batch, dropout }: TrainerOptions, milliseconds: number) {
    this.#milliseconds = milliseconds;
    const hidden = network.sizes.slice(1, -1).reduce((sum, n) => sum + n, 0);
    const fitting = dropout > 0 && hidden > 0 ? Math.floor(MASKS / (batch * hidden)) : MOST;
    this.#most = Math.max(LEAST, Math.min(MOST, fitting));
    const expected = (6 * network.parameters.length * batch) / FIRST_RATE;
    this.steps = this.#within(milliseconds / Math.max(expected, 0.02));
  }

  /** Learns from a call. */
  took(steps: number, milliseconds: number): void {
    this.#perStep = Math.min(this.#perStep, Math.max(milliseconds, 1e-3) / steps);
    this.steps = this.#within(Math.min(this.#milliseconds / this.#perStep, 4 * this.steps));
  }

  #within(steps: number): number {
    return Math.min(Math.max(Math.floor(steps), LEAST), this.#most);
  }
}
