/** What is known of a run while it goes on and afterwards. */
import type { EarlyAnswer } from "gradus";
import type { Batch, Choices, Notice, Outcome } from "./protocol.js";

/** Curves of one net, a number for each epoch. */
export interface Curves {
  epoch: number[];
  train: number[];
  validation: (number | null)[];
  learningRate: number[];
  gradient: number[];
  metric: (number | null)[];
  /** Epoch of the best weights so far, and their monitored loss. */
  best: number;
  bestLoss: number;
}

export type RunState = "running" | "paused" | "done" | "failed";

/** A run: its choices, its curves, what came out. */
export interface Run {
  number: number;
  choices: Choices;
  state: RunState;
  /** Curves by number of the net. */
  nets: Map<number, Curves>;
  /** The net whose epoch came last. */
  latest: number;
  netCount: number;
  epochs: number;
  fraction: number;
  seconds: number;
  /** Share of the work that was done after so many seconds, every half second. */
  course: { seconds: number; fraction: number }[];
  canStep: boolean;
  /** Answers before the end. */
  answers: EarlyAnswer[];
  metricName: string;
  outcome?: Outcome;
  failure?: Notice;
}

/** Points of a curve that are kept; beyond them every second one goes. */
const MOST_POINTS = 4000;
const COURSE_STEP = 0.5; // seconds
const WINDOW = 5; // seconds that the speed is reckoned over

export function newRun(number: number, choices: Choices): Run {
  return {
    number,
    choices,
    state: "running",
    nets: new Map(),
    latest: 1,
    netCount: 1,
    epochs: 1,
    fraction: 0,
    seconds: 0,
    course: [],
    canStep: false,
    answers: [],
    metricName: "",
  };
}

/** Adds what the worker has told. Changes the run in place: thousands of epochs come in a second. */
export function addInPlace(run: Run, batch: Batch): void {
  const { answers, records, nets, epochs, fraction, seconds } = batch;
  for (const { net, epoch } of records) {
    const curves = run.nets.get(net) ?? emptyCurves();
    run.nets.set(net, curves);
    curves.epoch.push(epoch.epoch);
    curves.train.push(epoch.trainLoss);
    curves.validation.push(epoch.validationLoss);
    curves.learningRate.push(epoch.learningRate);
    curves.gradient.push(epoch.gradientNorm);
    const first = Object.entries(epoch.metrics).at(0);
    run.metricName = first?.[0] ?? "";
    curves.metric.push(first?.[1] ?? null);
    if (epoch.best) {
      curves.best = epoch.epoch;
      curves.bestLoss = epoch.validationLoss ?? epoch.trainLoss;
    }
    if (curves.epoch.length > MOST_POINTS) thinInPlace(curves);
    run.latest = net;
  }
  run.netCount = nets;
  run.epochs = epochs;
  run.fraction = fraction;
  run.seconds = seconds;
  run.canStep = batch.canStep;
  run.answers.push(...answers);
  if (seconds - (run.course.at(-1)?.seconds ?? 0) >= COURSE_STEP) run.course.push({ seconds, fraction });
}

/**
 * Seconds that the run will still take, reckoned from how fast it went lately: nets differ in what their epochs cost. Nothing before there
 * is something to reckon with.
 */
export function secondsLeft({ fraction, seconds, course }: Run): number | undefined {
  const since = course.findLast((at) => at.seconds <= seconds - WINDOW) ?? course[0];
  if (since === undefined || fraction >= 1 || fraction - since.fraction <= 0) return undefined;
  return ((1 - fraction) * (seconds - since.seconds)) / (fraction - since.fraction);
}

function emptyCurves(): Curves {
  return {
    epoch: [],
    train: [],
    validation: [],
    learningRate: [],
    gradient: [],
    metric: [],
    best: 0,
    bestLoss: Number.NaN,
  };
}

function thinInPlace(curves: Curves): void {
  const keep = <T>(list: T[]): T[] => list.filter((_, k) => k % 2 === 0);
  curves.epoch = keep(curves.epoch);
  curves.train = keep(curves.train);
  curves.validation = keep(curves.validation);
  curves.learningRate = keep(curves.learningRate);
  curves.gradient = keep(curves.gradient);
  curves.metric = keep(curves.metric);
}
