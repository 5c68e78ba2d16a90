import { parameterCount } from "../../bp/network.js";
import { isWholeTable } from "../../optimize/hyperparameters.js";
import type { Table } from "../../table/table.js";
import { hasFamilies, isSmall } from "../../train/auto.js";
import { planNets, type Family, type PlannedNet } from "../../train/family.js";
import { foldsOf } from "../ensemble/folds.js";
import { labelClasses } from "../label-classes.js";
import { jobOptions, sizesOf, startNetwork, type Grounds } from "../ensemble/nets.js";
import type { TrainOptions } from "../options.js";
import { chooseColumns, encoded, prepare, withoutValidation } from "../prepare.js";
import { completed } from "../recipe.js";
import { costs, type NetJob } from "../ensemble/run-nets.js";
import type { Scan, ScanOptions, ScanStart } from "./scan.js";
import { usualLayouts } from "./layouts.js";
import { withEngine, type Ready } from "../train.js";

/** A layout with its nets. */
export interface PlannedLayout {
  family: Family;
  /** What its nets are made from. */
  grounds: Ready;
  /** Fold after fold, and in each start after start. */
  nets: PlannedNet[];
}

/** All that a scan will carry out. */
export interface ScanPlan {
  /** By rising number of parameters. */
  layouts: PlannedLayout[];
  metric: Scan["metric"];
  folds: number;
  restarts: number;
  /** Milliseconds of an iteration of each layout's nets. */
  costs: number[];
  /** How `train` would train such a net. */
  method: Pick<TrainOptions, "optimizer" | "l2">;
  start: ScanStart;
}

/** Rows, folds, layouts and their nets. @throws as `scan` does */
export function planScan(table: Table, options: ScanOptions): ScanPlan {
  const {
    layouts: named,
    restarts = 3,
    folds: wanted = 5,
    onStart,
    onProgress: _p,
    onLayout: _o,
    ...given
  } = options;
  checkCount("restarts", restarts, 1);
  checkCount("folds", wanted, 2);
  const { seconds: _s, signal: _a, ...others } = given;
  const method = methodFor(table, others);
  const training = { ...others, ...method, nets: 1 }; // one kind of net, not families
  const prepared = prepare(table, training);
  const base = foldedRows(table, training, prepared, wanted);
  const { folds } = base.recipe;
  const { name: optimizer } = base.recipe.optimizer;
  const least = base.samples.train.X.cols - Math.ceil(base.samples.train.X.cols / folds);
  const { encoder, outputs, recipe, task } = base;
  const shape = { inputs: encoder.inputs.length, outputs, rows: least, skip: recipe.skip };
  const layouts = named ?? usualLayouts(recipe.optimizer, shape);
  if (layouts.length === 0) throw new RangeError("Cannot scan: expected at least one layout, got none");
  const families = distinct(
    layouts.map((hidden) => familyOf(base, { ...others, ...method }, hidden, restarts)),
  );
  const size = (family: Family): number => parameterCount(sizesOf(base, family), skips(base, family));
  families.sort((a, b) => size(a) - size(b));
  const ready = withEngine({ ...base, recipe: { ...recipe, families } }, others);
  const start: ScanStart = {
    task,
    rows: base.samples.train.X.cols,
    testRows: base.split.test.length,
    features: encoder.features.length,
    folds,
    restarts,
    layouts: families.map(({ name }) => name),
    optimizer,
    recipe: { ...recipe, l2: families[0].l2, epochs: families[0].epochs, patience: families[0].patience },
    warnings: base.warnings,
  };
  onStart?.(start);
  return {
    layouts: families.map((family, f) => plannedLayout(ready, family, f)),
    metric: task === "regression" ? "rmse" : "logLoss",
    folds,
    restarts,
    costs: costs(ready),
    method,
    start,
  };
}

/** The jobs of a layout's nets. @param from number of the first among all of the scan */
export function jobsOf(
  { layouts }: ScanPlan,
  { family, grounds, nets }: PlannedLayout,
  from: number,
): NetJob[] {
  const { train } = grounds.samples;
  const { measure: _, ...options } = jobOptions(grounds, family); // the last iteration alone is measured
  const { engine } = grounds.choices[layouts.findIndex((one) => one.family === family)];
  return nets.map(({ rows, stop }, n) => ({
    net: from + n,
    engine,
    job: {
      network: startNetwork(grounds, family, n),
      training: rows === undefined ? { samples: train } : { samples: train, rows },
      validation: stop === undefined ? null : { samples: train, rows: stop },
      options: { ...options, stream: n },
      engine: engine.name,
    },
  }));
}

/** What a user has not chosen: few rows are trained on all at once, numbers by Bayesian regularisation, classes with a decay. */
function methodFor(table: Table, options: TrainOptions): Pick<TrainOptions, "optimizer" | "l2"> {
  const { rows } = chooseColumns(table, options);
  const isRegression = labelClasses(table, options, rows) === undefined;
  const { recipe = "auto", optimizer, l2 } = options;
  if (
    optimizer === undefined &&
    !(hasFamilies(recipe, { rows: rows.length }) && isSmall({ rows: rows.length }))
  ) {
    return l2 === undefined ? {} : { l2 };
  }
  const name = optimizer ?? (isRegression ? "br" : "lbfgs");
  const decay =
    l2 ?? (optimizer === undefined && !isRegression ? Number((1 / rows.length).toPrecision(2)) : undefined);
  return { optimizer: name, ...(decay === undefined ? {} : { l2: decay }) };
}

/** Rows that choose the best epoch in `train` learn here: the folds do their part. */
function foldedRows(
  table: Table,
  options: TrainOptions,
  prepared: Grounds & Pick<Ready, "warnings"> & { split: Parameters<typeof withoutValidation>[0] },
  wanted: number,
): Omit<Ready, "choice" | "choices"> {
  const split = withoutValidation(prepared.split);
  const { encoder, seed, recipe } = prepared;
  const train = encoded(encoder, table, split.train, options.weight)!;
  const learning = foldsOf(table, options, split, { folds: Math.min(wanted, split.train.length), seed });
  const folds = 1 + Math.max(...learning.fold);
  if (folds < 2) {
    throw new RangeError(
      `Cannot scan: expected rows for at least 2 folds, got ${split.train.length} that belong together`,
    );
  }
  const missing = table.columns.reduce((sum, column) => sum + column.missing, 0);
  return {
    ...prepared,
    split,
    samples: { ...prepared.samples, train, validation: null },
    learning,
    recipe: { ...recipe, folds },
    data: { source: table.source, rows: table.rows, missing },
  };
}

/** Iterations that are enough for methods which look at all rows, as the families of `auto` have them; `lm` ends sooner. */
const ENOUGH: Record<string, { epochs: number; patience?: number }> = {
  br: { epochs: 120 },
  lbfgs: { epochs: 150 },
  lm: { epochs: 200, patience: 6 },
};
const HELD = 0.15; // share of its rows by which a net stops that nothing else holds back

/** The nets of one layout. */
function familyOf(
  { recipe, task }: Grounds,
  options: TrainOptions,
  hidden: NonNullable<TrainOptions["hidden"]>,
  restarts: number,
): Family {
  const own = completed(recipe, { ...options, hidden }, task);
  const { name } = own.optimizer;
  const isHeldBack = name === "br" || (isWholeTable(own.optimizer) && own.l2 > 0);
  const { epochs, patience = own.patience } = ENOUGH[name] ?? own;
  return {
    ...own,
    name: own.hidden.map(({ size }) => size).join("-") || "none",
    epochs: options.epochs ?? epochs,
    patience: isHeldBack ? null : (options.patience ?? patience),
    whole: 0,
    each: restarts,
    stop: isHeldBack ? null : HELD,
  };
}

/** Each layout once. */
function distinct(families: Family[]): Family[] {
  const key = ({ hidden }: Family): string => JSON.stringify(hidden);
  return families.filter((one, i) => families.findIndex((other) => key(other) === key(one)) === i);
}

/** A skip beside no hidden layer would be the same weights twice. */
function skips({ recipe }: Grounds, { hidden }: Family): boolean {
  return recipe.skip && hidden.length > 0;
}

function plannedLayout(ready: Ready, family: Family, f: number): PlannedLayout {
  const { learning, recipe, seed } = ready;
  const nets = planNets([family], learning!, recipe.folds, seed);
  const grounds = { ...ready, recipe: { ...recipe, skip: skips(ready, family) } };
  return { family, grounds, nets: nets.map((net) => ({ ...net, family: f })) };
}

function checkCount(name: string, given: number, least: number): void {
  if (Number.isSafeInteger(given) && given >= least) return;
  throw new RangeError(`Cannot scan with ${name} ${given}: expected an integer of at least ${least}`);
}
