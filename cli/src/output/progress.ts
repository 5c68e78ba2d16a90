import type { Texts } from "../language/language.js";
import { formatBytes, formatClock, formatNumber, formatPercent, sparkline } from "./format.js";
import type { Output } from "./stream.js";
import { displayWidth } from "./width.js";

/** Where a run stands. */
export interface ProgressState {
  /** Epochs of the net at work that are done. */
  epoch: number;
  /** Share of the next epoch that is done; 0 if it is not known. */
  within?: number;
  /** Largest number of epochs of a net. */
  epochs: number;
  /** Net at work, from 1, and how many there are. */
  net: number;
  nets: number;
  /** Fold at work and how many there are, in a cross-validation. */
  fold?: { number: number; of: number };
  /** Monitored loss of each epoch of this net. */
  losses: readonly number[];
  /** Best monitored loss and its epoch. */
  best: { loss: number; epoch: number };
  /** Whether the loss is that of validation rows. */
  isValidation: boolean;
  /** Share of the whole work that is done, of this fold where there are folds; missing: reckoned from the epochs. */
  fraction?: number;
  /** Error of the latest answer in words, "" before the first; given for a run with families, whose nets' own losses say little. */
  answer?: string;
  /** Share of the whole work done in a second; undefined at the start. */
  pace?: number;
  /** Epochs in a second; undefined before the second epoch. */
  rate: number | undefined;
  /** Whether the run may stop before the last epoch, so that the time left is a bound. */
  mayStopEarly: boolean;
}

const BAR = 16; // cells of the bar
const SPARK = 8; // cells of the line of losses
const EIGHTHS = " ▏▎▍▌▋▊▉";

/**
 * The progress line: epoch, bar, per cent, best loss, the course of the loss, speed, time left. A narrower terminal loses
 * the course, then the speed, then the bar, then the loss.
 *
 * @param width cells of the terminal; a full line is safe, as terminals break it only when more follows
 */
export function progressLine(state: ProgressState, width: number, ascii: boolean, text: Texts): string {
  if (state.answer !== undefined) return familiesLine(state, state.answer, width, ascii, text);
  const { epoch, epochs, rate, pace } = state;
  const count = `${" ".repeat(Math.max(0, 6 - String(epoch).length))}${epoch}/${epochs}`;
  const percent = `${(100 * fractionDone(state)).toFixed(0)}%`.padStart(5);
  const loss = lossText(state, text);
  const spark = sparkline(state.losses, SPARK, ascii);
  const speed =
    rate === undefined ? "" : text.epochsPerSecond(rate >= 10 ? rate.toFixed(0) : rate.toPrecision(2));
  const seconds = pace === undefined ? rate && epochsLeft(state) / rate : (1 - fractionDone(state)) / pace;
  const left = seconds === undefined ? "" : text.eta(formatClock(seconds), state.mayStopEarly);
  const where = [
    state.fold ? `${text.fold} ${state.fold.number}/${state.fold.of}` : "",
    state.nets > 1 ? `${text.net} ${state.net}/${state.nets}` : "",
  ];
  const bar = progressBar(fractionDone(state), ascii);
  const head = where.filter((part) => part !== "").join(" ");
  const variants = [
    [head, `${count} ${bar}${percent}`, loss, spark, speed, left],
    [head, `${count} ${bar}${percent}`, loss, speed, left],
    [head, `${count} ${bar}${percent}`, loss, left],
    [head, `${count}${percent}`, loss, left],
    [head, `${count}${percent}`, left],
    [head, `${count}${percent}`],
  ].map((parts) => parts.filter((part) => part !== "").join("  "));
  return variants.find((line) => displayWidth(line) <= width) ?? percent;
}

/** The line of a run with families: net, bar, per cent, error of the latest answer, time left. */
function familiesLine(
  state: ProgressState,
  answer: string,
  width: number,
  ascii: boolean,
  text: Texts,
): string {
  const { net, nets, fold, pace } = state;
  const share = fractionDone(state);
  const percent = `${(100 * share).toFixed(0)}%`.padStart(5);
  const head = `  ${fold ? `${text.fold} ${fold.number}/${fold.of} ` : ""}${text.net} ${net}/${nets}`;
  const left = pace === undefined ? "" : text.eta(formatClock((1 - share) / pace), false);
  const variants = [
    [head, `${progressBar(share, ascii)}${percent}`, answer, left],
    [head, percent, answer, left],
    [head, percent, left],
    [head, percent],
  ].map((parts) => parts.filter((part) => part !== "").join("  "));
  return variants.find((line) => displayWidth(line) <= width) ?? percent;
}

/** The best loss and its epoch; "" before the first epoch. */
function lossText({ best, isValidation }: ProgressState, text: Texts): string {
  if (best.epoch === 0) return "";
  const name = isValidation ? text.valueOf.validation : text.valueOf.train;
  return `${name} ${formatNumber(best.loss)} @${best.epoch}`;
}

/** How far a pass over a file, or a scan, has come. */
export interface PassState {
  stage: "sample" | "encode" | "scan";
  /** Bytes, or shares of the work. */
  done: number;
  of: number;
  /** What is at work, in place of bytes a second. */
  note?: string;
}

/** The line of a pass over a file: which, bar, per cent, bytes a second, time left. */
export function passLine(
  { stage, done, of, note }: PassState,
  rate: number | undefined,
  width: number,
  ascii: boolean,
  text: Texts,
): string {
  const fraction = of === 0 ? 1 : done / of;
  const percent = `${(100 * fraction).toFixed(0)}%`.padStart(5);
  const speed = note ?? (rate === undefined ? "" : text.perSecond(formatBytes(rate)));
  const left = rate === undefined ? "" : text.eta(formatClock((of - done) / rate), false);
  const name = `  ${text.passes[stage]}`;
  const variants = [
    [`${name} ${progressBar(fraction, ascii)}${percent}`, speed, left],
    [`${name}${percent}`, left],
    [`${name}${percent}`],
  ].map((parts) => parts.filter((part) => part !== "").join("  "));
  return variants.find((line) => displayWidth(line) <= width) ?? percent;
}

/** A bar of 16 cells, filled to an eighth of a cell. */
export function progressBar(fraction: number, ascii: boolean): string {
  const eighths = Math.round(Math.min(1, Math.max(0, fraction)) * BAR * 8);
  const whole = Math.floor(eighths / 8);
  if (ascii) return "#".repeat(whole) + "-".repeat(BAR - whole);
  const part = whole < BAR ? EIGHTHS[eighths % 8] : "";
  return "█".repeat(whole) + part + "·".repeat(Math.max(0, BAR - whole - 1));
}

/** The share of all epochs of all nets and folds that is done, 0 … 1. */
export function fractionDone({
  epoch,
  within = 0,
  epochs,
  net,
  nets,
  fold,
  fraction,
}: ProgressState): number {
  const inFold = fraction ?? (net - 1 + (epoch + within) / epochs) / nets;
  return fold === undefined ? inFold : (fold.number - 1 + inFold) / fold.of;
}

function epochsLeft(state: ProgressState): number {
  const all = state.epochs * state.nets * (state.fold?.of ?? 1);
  return all * (1 - fractionDone(state));
}

const REDRAW = 100; // milliseconds between two drawings: at most 10 a second
const WINDOW = 10_000; // milliseconds over which the speed is taken
const STEPS = 10; // lines where there is no terminal

/** Shows where a run stands: one line that is redrawn on a terminal, else a line for each tenth. */
export class Progress {
  readonly #output: Output;
  readonly #text: Texts;
  readonly #now: () => number;
  #marks: { time: number; epochs: number; share: number }[] = [];
  #drawn = -Infinity;
  #tenths = 0;
  #isShown = false;
  #pass: { stage: string; started: number; told: number } | undefined;

  /** @param now milliseconds of a clock that never goes back */
  constructor(output: Output, text: Texts, now: () => number = () => performance.now()) {
    this.#output = output;
    this.#text = text;
    this.#now = now;
  }

  /** Tells where the run stands; most calls draw nothing. */
  async update(state: Omit<ProgressState, "rate">): Promise<void> {
    const now = this.#now();
    const { fraction: _, ...counted } = state;
    const epochs =
      fractionDone({ ...counted, rate: undefined }) * state.epochs * state.nets * (state.fold?.of ?? 1);
    const moving = this.#rates(now, epochs, fractionDone({ ...state, rate: undefined }));
    const rate = moving?.rate;
    const shown = {
      ...state,
      rate,
      ...(state.fraction === undefined || !moving?.pace ? {} : { pace: moving.pace }),
    };
    if (this.#output.isTTY) {
      if (now - this.#drawn < REDRAW) return;
      this.#drawn = now;
      this.#isShown = true;
      const line = progressLine(shown, this.#output.columns, this.#output.ascii, this.#text);
      await this.#output.write(`\r\u001b[K${line}`);
      return;
    }
    const tenths = Math.floor(fractionDone(shown) * STEPS + 1e-9);
    if (tenths <= this.#tenths) return;
    this.#tenths = tenths;
    await this.#output.print(plainLine(shown, this.#text));
  }

  /** Tells how far a pass over a file has come; where there is no terminal, a line every ten seconds. */
  async pass(state: PassState): Promise<void> {
    const now = this.#now();
    if (this.#pass?.stage !== state.stage) this.#pass = { stage: state.stage, started: now, told: now };
    const { started, told } = this.#pass;
    const rate = now - started < REDRAW ? undefined : (1000 * state.done) / (now - started);
    const { isTTY, columns, ascii } = this.#output;
    if (now - (isTTY ? this.#drawn : told) < (isTTY ? REDRAW : WINDOW)) return;
    const line = passLine(state, rate, columns, ascii, this.#text);
    if (!isTTY) {
      this.#pass.told = now;
      await this.#output.print(line);
      return;
    }
    this.#drawn = now;
    this.#isShown = true;
    await this.#output.write(`\r\u001b[K${line}`);
  }

  /** Takes the line away, for what comes after it. */
  async clear(): Promise<void> {
    if (!this.#isShown) return;
    this.#isShown = false;
    await this.#output.write("\r\u001b[K");
  }

  /** Prints a line that stays, above the moving one. */
  async tell(line: string): Promise<void> {
    await this.clear();
    this.#drawn = -Infinity;
    await this.#output.print(line);
  }

  /** Epochs, and the share of the work, in a second over the last ten seconds, or since the epoch before where epochs are slower. */
  #rates(
    now: number,
    epochs: number,
    share: number,
  ): { rate: number | undefined; pace: number | undefined } | undefined {
    if (now - (this.#marks.at(-1)?.time ?? -Infinity) >= REDRAW)
      this.#marks.push({ time: now, epochs, share });
    while (this.#marks.length > 2 && now - this.#marks[0].time > WINDOW) this.#marks.shift();
    const first = this.#marks[0];
    const seconds = (now - first.time) / 1000;
    if (seconds <= 0) return undefined;
    const perSecond = (gained: number): number | undefined => (gained > 0 ? gained / seconds : undefined);
    return { rate: perSecond(epochs - first.epochs), pace: perSecond(share - first.share) };
  }
}

/** A line without anything that moves. */
function plainLine(state: ProgressState, text: Texts): string {
  const where = [
    state.fold ? `${text.fold} ${state.fold.number}/${state.fold.of}` : "",
    state.nets > 1 ? `${text.net} ${state.net}/${state.nets}` : "",
    ...(state.answer === undefined
      ? [
          text.progressLine(state.epoch, state.epochs, formatPercent(fractionDone(state), 0)),
          lossText(state, text),
        ]
      : [formatPercent(fractionDone(state), 0), state.answer]),
  ];
  return `  ${where.filter((part) => part !== "").join("  ")}`;
}
