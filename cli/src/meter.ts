import type { Progress as TrainingProgress } from "gradus";
import type { Context } from "./context.js";
import { Progress } from "./output/progress.js";

/** Follows a training run: keeps the times of the first net's epochs and shows where the run stands. */
export class Meter {
  /** Seconds after which each epoch of the first net ended. */
  readonly times = new Map<number, number>();
  readonly #progress: Progress | undefined;
  #net = 0;
  #fold = 0;
  #losses: number[] = [];
  #best = { loss: Infinity, epoch: 0 };

  constructor(context: Pick<Context, "err" | "text" | "flags">) {
    const { err, text, flags } = context;
    // Lines for a log would only disturb a program that asked for JSON.
    const isWanted = flags.progress && !flags.quiet && (err.isTTY || !flags.json);
    this.#progress = isWanted ? new Progress(err, text) : undefined;
  }

  /**
   * Takes the record of an epoch.
   *
   * @param mayStopEarly whether the run may end before its last epoch
   * @param fold         number of the fold at work, from 1, and of all folds
   */
  async update(
    { epoch, net, nets, epochs }: TrainingProgress,
    mayStopEarly: boolean,
    fold?: { number: number; of: number },
  ): Promise<void> {
    if (net === 1 && (fold?.number ?? 1) === 1) this.times.set(epoch.epoch, epoch.seconds);
    if (net !== this.#net || (fold?.number ?? 0) !== this.#fold) {
      [this.#net, this.#fold] = [net, fold?.number ?? 0];
      this.#losses = [];
      this.#best = { loss: Infinity, epoch: 0 };
    }
    const loss = epoch.validationLoss ?? epoch.trainLoss;
    this.#losses.push(loss);
    if (loss < this.#best.loss) this.#best = { loss, epoch: epoch.epoch };
    await this.#progress?.update({
      epoch: epoch.epoch,
      epochs,
      net,
      nets,
      ...(fold === undefined ? {} : { fold }),
      losses: this.#losses,
      best: this.#best,
      isValidation: epoch.validationLoss !== null,
      mayStopEarly,
    });
  }

  /** Takes the progress line away. */
  async clear(): Promise<void> {
    await this.#progress?.clear();
  }
}
