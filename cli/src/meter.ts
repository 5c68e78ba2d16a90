import type { EarlyAnswer, ScanProgress, StreamProgress, Progress as TrainingProgress } from "gradus";
import type { Context } from "./context.js";
import type { Texts } from "./language/language.js";
import { formatNumber } from "./output/format.js";
import { familyName } from "./output/head.js";
import { Progress, type ProgressState } from "./output/progress.js";

/** The metric that tells an error, and its name with the unit. */
export interface ErrorName {
  key: string;
  name: string;
}

/** Follows a training run: keeps the times of the first net's epochs and shows where the run stands. */
export class Meter {
  /** Seconds after which each epoch of the first net ended. */
  readonly times = new Map<number, number>();
  readonly #progress: Progress | undefined;
  #net = 0;
  #fold = 0;
  #losses: number[] = [];
  #best = { loss: Infinity, epoch: 0 };
  #answer: string | undefined;
  #told: ErrorName | undefined;
  readonly #started = performance.now();
  readonly #text: Texts;
  #shown: Omit<ProgressState, "rate"> | undefined;

  constructor(context: Pick<Context, "err" | "text" | "flags">) {
    const { err, text, flags } = context;
    // Lines for a log would only disturb a program that asked for JSON.
    const isWanted = flags.progress && !flags.quiet && (err.isTTY || !flags.json);
    this.#text = text;
    this.#progress = isWanted ? new Progress(err, text) : undefined;
  }

  /**
   * Takes the record of an epoch.
   *
   * @param mayStopEarly whether the run may end before its last epoch
   * @param fold         number of the fold at work, from 1, and of all folds
   */
  async update(
    { epoch, net, nets, epochs, fraction, answer }: TrainingProgress,
    mayStopEarly: boolean,
    fold?: { number: number; of: number },
  ): Promise<void> {
    if (net === 1 && (fold?.number ?? 1) === 1) this.times.set(epoch.epoch, epoch.seconds);
    if (net !== this.#net || (fold?.number ?? 0) !== this.#fold) {
      [this.#net, this.#fold] = [net, fold?.number ?? 0];
      this.#losses = [];
      this.#best = { loss: Infinity, epoch: 0 };
    }
    if (answer) this.#answer = fold === undefined ? await this.#tell(answer) : "";
    const isOfFamilies = this.#told !== undefined || this.#answer !== undefined;
    const loss = epoch.validationLoss ?? epoch.trainLoss;
    this.#losses.push(loss);
    if (loss < this.#best.loss) this.#best = { loss, epoch: epoch.epoch };
    this.#shown = {
      epoch: epoch.epoch,
      epochs,
      net: isOfFamilies ? Math.max(net, fold === undefined ? (this.#shown?.net ?? 1) : 1) : net,
      nets,
      fraction,
      ...(isOfFamilies ? { answer: this.#answer ?? "" } : {}),
      ...(fold === undefined ? {} : { fold }),
      losses: this.#losses,
      best: this.#best,
      isValidation: epoch.validationLoss !== null,
      mayStopEarly,
    };
    await this.#progress?.update(this.#shown);
  }

  /** Takes what will be trained, so that progress within the first epoch can be shown. */
  begin({
    epochs,
    nets,
    isValidation,
    mayStopEarly,
    error,
  }: Pick<ProgressState, "epochs" | "nets" | "isValidation" | "mayStopEarly"> & { error?: ErrorName }): void {
    this.#told = error;
    this.#shown = {
      epoch: 0,
      epochs,
      net: 1,
      nets,
      losses: [],
      best: this.#best,
      isValidation,
      mayStopEarly,
    };
  }

  /** Takes how far a pass over a streamed file, or an epoch of its rows, has come. */
  async stream({ stage, done, of }: StreamProgress): Promise<void> {
    if (stage !== "train") await this.#progress?.pass({ stage, done, of });
    else if (this.#shown && done < of) await this.#progress?.update({ ...this.#shown, within: done / of });
  }

  /** Prints an answer before the end, and keeps its error for the progress line. */
  async #tell({ family, nets, metrics }: EarlyAnswer): Promise<string> {
    const { key, name } = this.#told ?? { key: "rmse", name: "RMSE" };
    const error = `${name} ${formatNumber(metrics[key])}`;
    const own = this.#text.families;
    const word = this.#answer === undefined ? own.firstAnswer : own.betterAnswer;
    const time = `${((performance.now() - this.#started) / 1000).toFixed(1)} s`;
    await this.#progress?.tell(`  ${word(time, error, familyName(family, this.#text), nets)}`);
    return error;
  }

  /** Takes how far a scan of layouts has come. */
  async scan({ fraction, layout, ready, nets }: ScanProgress): Promise<void> {
    const note = this.#text.scan.pass(layout, ready, nets);
    await this.#progress?.pass({ stage: "scan", done: fraction, of: 1, note });
  }

  /** Takes the progress line away. */
  async clear(): Promise<void> {
    await this.#progress?.clear();
  }
}
