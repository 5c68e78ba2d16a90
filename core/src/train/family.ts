import type { ActivationSpec } from "../bp/activation.js";
import type { FrontOptions } from "../bp/front.js";
import type { InitialisationName } from "../bp/initialise.js";
import type { Factors } from "../optimize/factors.js";
import type { OptimizerSpec } from "../optimize/optimizer.js";
import type { Schedule, StrengthSchedule } from "../optimize/schedule.js";
import type { Random } from "../random.js";
import { createRandom } from "../random.js";

/** Networks of one kind within an ensemble: what differs from the recipe, and which rows they are trained on. */
export interface Family {
  /** Told to the user, and stored with each net. */
  name: string;
  /** Hidden layers, from the input on. */
  hidden: { size: number; activation: ActivationSpec }[];
  initialisation: InitialisationName;
  optimizer: OptimizerSpec;
  learningRate: number;
  schedule: Schedule;
  /** Rows per update; null: all. */
  batch: number | null;
  epochs: number;
  patience: number | null;
  /** Factor of ½Σw², weights only. */
  l2: number;
  /** Nets that see all training rows. */
  whole: number;
  /** Nets for each fold that never see it: they predict its rows, for weights, errors and intervals. */
  each: number;
  /**
   * Which rows choose the best weights of a net: `fold` the fold that it does not see, a share of its own rows drawn at random (0.15
   * is 15 %), or null: none, all of them train.
   */
  stop: "fold" | number | null;
  /** A trainable front that embeds the inputs which come from columns of numbers. @default none */
  front?: Omit<FrontOptions, "embed">;
  /** Linear way from input to output. @default the recipe's */
  skip?: boolean;
  /** Share of hidden neurons left out in each update. @default the recipe's */
  dropout?: number;
  /** How that share changes. @default "constant" */
  dropoutSchedule?: StrengthSchedule;
  /** How the optimizer's weight decay changes. @default "constant" */
  decaySchedule?: StrengthSchedule;
  /** Learning rate and weight decay by group of parameters. @default 1 for all */
  factors?: Factors;
}

/** A net that is to be trained. */
export interface PlannedNet {
  /** Place of its family. */
  family: number;
  /** The fold that it never sees; null if it sees all. */
  fold: number | null;
  /** Numbers of the training rows that train it, ascending; undefined: all. */
  rows: Int32Array | undefined;
  /** Of those that choose its best weights; undefined: none. */
  stop: Int32Array | undefined;
}

/** The rows of the training part, as far as the plan must know them. */
export interface LearningRows {
  count: number;
  /** Fold of each. */
  fold: Int32Array;
  /** Group of each: rows of one group are kept together. */
  groups?: Int32Array;
}

const STREAM = 7; // of the seed, for the rows that are drawn

/**
 * The nets of all families, in the order in which they are trained: family after family, and of each the nets of the folds first, so that
 * the first answer with an honest error comes early.
 */
export function planNets(
  families: readonly Family[],
  rows: LearningRows,
  folds: number,
  seed: number,
): PlannedNet[] {
  const all = Int32Array.from({ length: rows.count }, (_, i) => i);
  const nets: PlannedNet[] = [];
  families.forEach(({ each, whole, stop }, family) => {
    for (let k = 0; k < folds; k++) {
      const [inside, outside] = divided(all, (i) => rows.fold[i] !== k);
      for (let n = 0; n < each; n++) add(family, k, inside, outside, stop);
    }
    for (let n = 0; n < whole; n++) add(family, null, all, undefined, stop);
  });
  return nets;

  function add(
    family: number,
    fold: number | null,
    own: Int32Array,
    outside: Int32Array | undefined,
    stop: Family["stop"],
  ): void {
    const random = createRandom(seed + nets.length, STREAM);
    if (stop === "fold") nets.push({ family, fold, rows: own, stop: outside });
    else if (stop === null)
      nets.push({ family, fold, rows: fold === null ? undefined : own, stop: undefined });
    else nets.push({ family, fold, ...drawStop(own, stop, random, rows.groups) });
  }
}

/** Takes a share of the rows, whole groups where there are groups, to choose the best weights by; the others train. */
export function drawStop(
  own: Int32Array,
  share: number,
  random: Random,
  groups?: Int32Array,
): { rows: Int32Array; stop: Int32Array } {
  const drawn = drawShare(own, share, random, groups);
  const [stop, rows] = divided(own, (i) => drawn.has(i));
  return { rows, stop };
}

/** A share of the rows at random, at least one and never all; whole groups where there are groups. */
function drawShare(
  own: Int32Array,
  share: number,
  random: Random,
  groups: Int32Array | undefined,
): Set<number> {
  const wanted = Math.min(own.length - 1, Math.max(1, Math.round(share * own.length)));
  const line = random.shuffle(own.slice());
  if (groups === undefined) return new Set(line.subarray(0, wanted));
  const members = new Map<number, number[]>();
  for (const i of line) members.set(groups[i], [...(members.get(groups[i]) ?? []), i]);
  const drawn = new Set<number>();
  for (const group of members.values()) {
    if (drawn.size >= wanted || drawn.size + group.length >= own.length) break;
    for (const i of group) drawn.add(i);
  }
  return drawn;
}

function divided(rows: Int32Array, isFirst: (row: number) => boolean): [Int32Array, Int32Array] {
  return [rows.filter(isFirst), rows.filter((row) => !isFirst(row))];
}
