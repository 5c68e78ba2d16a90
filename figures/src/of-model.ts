import {
  curves,
  evaluateIntervals,
  createIntervals,
  factorMap,
  findColumn,
  hasIntervals,
  hasLabels,
  learningCurve,
  permutationImportance,
  rankFactors,
  type Curve,
  type LearningCurveOptions,
  type Model,
  type RecipeName,
  type Table,
  type WorkOptions,
} from "gradus";
import { calibration, precisionRecall, roc } from "./classes.js";
import { confusion } from "./confusion.js";
import type { FigureOptions } from "./draw.js";
import { factorCurve, factorCurves, importance, rankings } from "./influence.js";
import { coverage, learning, type CoverageData } from "./learning.js";
import { network, type NetworkData } from "./network.js";
import {
  bestPart,
  calibrationOf,
  classifiedOf,
  confusionOf,
  labelledRows,
  predictedOf,
  valuesOf,
  type PartTables,
} from "./parts.js";
import type { Part } from "./predicted.js";
import { parity, regression } from "./regression.js";
import { normalQQ, residualHistogram, residuals, residualsAgainst } from "./residuals.js";
import { surface } from "./surface.js";
import { performance, trainingState, type Course } from "./training.js";

/** What a figure of a model is asked with. */
export interface FigureRequest {
  model: Model;
  /** Rows by part, as `partsOf` gives them; empty where a figure needs none. */
  parts: PartTables;
  /** Which rows. @default the test rows, those out of fold, the validation rows, or all, whichever there are first */
  part?: Part;
  /** Label, or class whose probability is meant. @default the first label, of two classes the second */
  output?: string;
  /** Factors of curves and of the map; the residuals' factor. @default all; of the map the two most important */
  factors?: readonly string[];
  /** @default 0 */
  seed?: number;
  work?: WorkOptions;
  options?: FigureOptions;
}

/** A figure of a model by its name. */
export interface FigureKind {
  /** `table`: rows are needed; `training`: it trains anew on them. */
  needs: "model" | "table" | "training";
  /** Whether a model has it. */
  fits: (model: Model) => boolean;
  draw: (request: FigureRequest) => string | Promise<string>;
}

const always = (): boolean => true;
const isNumbers = ({ task }: Model): boolean => task === "regression";
const isClasses = ({ task }: Model): boolean => task !== "regression";

/** All figures of a model by their names. */
export const figureKinds = {
  regression: { needs: "table", fits: isNumbers, draw: drawRegression },
  residuals: { needs: "table", fits: isNumbers, draw: drawResiduals },
  errors: { needs: "table", fits: isNumbers, draw: drawErrors },
  qq: { needs: "table", fits: isNumbers, draw: (asked) => normalQQ(predictedRows(asked), asked.options) },
  confusion: {
    needs: "table",
    fits: isClasses,
    draw: (asked) => confusion(confusionOf(classRows(asked)), asked.options),
  },
  roc: { needs: "table", fits: isClasses, draw: (asked) => roc(classRows(asked), asked.options) },
  pr: { needs: "table", fits: isClasses, draw: (asked) => precisionRecall(classRows(asked), asked.options) },
  calibration: {
    needs: "table",
    fits: isClasses,
    draw: (asked) => calibration(calibrationOf(classRows(asked)), asked.options),
  },
  performance: {
    needs: "model",
    fits: hasHistory,
    draw: ({ model, options }) => performance(courseOf(model), options),
  },
  state: {
    needs: "model",
    fits: hasHistory,
    draw: ({ model, options }) => trainingState(courseOf(model), options),
  },
  network: { needs: "model", fits: always, draw: ({ model, options }) => network(networkOf(model), options) },
  importance: { needs: "table", fits: always, draw: drawImportance },
  rankings: { needs: "table", fits: ({ encoder }) => encoder.features.length > 1, draw: drawRankings },
  curve: { needs: "table", fits: always, draw: drawCurve },
  surface: { needs: "table", fits: ({ encoder }) => encoder.features.length > 1, draw: drawSurface },
  coverage: { needs: "table", fits: hasIntervals, draw: drawCoverage },
  learning: { needs: "training", fits: always, draw: drawLearning },
} satisfies Readonly<Record<string, FigureKind>>;

/** Name of a figure. */
export type FigureName = keyof typeof figureKinds;

/** Names of all figures. */
export const figureNames = Object.keys(figureKinds) as FigureName[];

/** Figures that a model has. */
export function figuresOf(model: Model): FigureName[] {
  return figureNames.filter((name) => figureKinds[name].fits(model));
}

/** The course of a model's training, of its first net. */
export function courseOf({ run, nets }: Model): Course {
  const loss = run.recipe["loss"];
  const named = typeof loss === "object" && loss !== null && "name" in loss ? loss.name : loss;
  return {
    loss: typeof named === "string" ? named : "",
    history: run.history,
    best: run.nets[0]?.best ?? 0,
    ...(nets.length > 1 ? { net: { number: 1, of: run.nets.length } } : {}),
  };
}

/** The net with the largest share in the prediction, with the names of its ends. */
export function networkOf({ nets, encoder }: Model): NetworkData {
  const number = nets.reduce((best, net, k) => (net.weight > nets[best].weight ? k : best), 0);
  const [label] = encoder.labels;
  const names = label.type === "number" ? encoder.labels.map(({ name }) => name) : label.levels;
  return {
    network: nets[number].network,
    inputs: encoder.inputs,
    outputs: encoder.task === "binary" ? [names[1]] : names,
    ...(nets.length > 1 ? { net: { number: number + 1, of: nets.length } } : {}),
  };
}

/**
 * What intervals of several levels hold.
 *
 * @param test rows that had no part in the intervals; undefined: the rows that the model kept for them, each judged by the others
 */
export function coverageOf(model: Model, test: Table | undefined): CoverageData {
  const [label] = model.encoder.labels;
  const measured = LEVELS.map((level) => {
    const facts =
      test === undefined ? createIntervals(model, { level }) : evaluateIntervals(model, test, { level });
    const found = "measured" in facts ? facts.measured : facts.realised;
    const one = Array.isArray(found) ? found[0] : found;
    const size = "meanWidth" in one ? one.meanWidth : one.meanSize;
    return { rows: facts.rows, nominal: level, coverage: one.coverage, size };
  });
  return {
    label: label.name,
    ...(label.unit === undefined ? {} : { unit: label.unit }),
    rows: measured[0].rows,
    levels: measured,
    isSets: model.task !== "regression",
  };
}

const LEVELS = [0.5, 0.6, 0.7, 0.8, 0.9, 0.95];

function hasHistory({ run }: Model): boolean {
  return run.history.length > 0;
}

function partOf({ model, parts, part }: FigureRequest): Part {
  return part ?? bestPart(model, parts);
}

function predictedRows(asked: FigureRequest) {
  return predictedOf(asked.model, asked.parts, partOf(asked), asked.output);
}

function classRows(asked: FigureRequest) {
  return classifiedOf(asked.model, asked.parts, partOf(asked));
}

/** Training, validation or out of fold, test, and all: those that there are; with a part asked for, that one alone. */
function drawRegression({ model, parts, part, output, options }: FigureRequest): string {
  if (part !== undefined) return parity(predictedOf(model, parts, part, output), options);
  const isOwn = parts.train !== undefined;
  const known: Part[] = isOwn
    ? [
        "train",
        ...(model.outOfFold === undefined ? ([] as const) : (["outOfFold"] as const)),
        "validation",
        "test",
        "all",
      ]
    : ["all"];
  const there = known.filter((name) => name === "outOfFold" || parts[name] !== undefined);
  const rows = there.map((name) => predictedOf(model, parts, name, output));
  return rows.length === 1 ? parity(rows[0], options) : regression(rows, options);
}

function drawResiduals(asked: FigureRequest): string {
  const { parts, factors, options, model } = asked;
  const [factor] = factors ?? [];
  if (factor === undefined) return residuals(predictedRows(asked), options);
  const part = partOf(asked);
  // Out of fold the model knows predictions, but not the rows that they belong to.
  const table = labelledRows(model, part === "outOfFold" ? parts.all! : (parts[part] ?? parts.all!));
  const rows = part === "outOfFold" ? "all" : part;
  const isDate = findColumn(table, factor).type === "date";
  return residualsAgainst(
    { ...predictedOf(model, parts, rows, asked.output), factor, values: valuesOf(table, factor), isDate },
    options,
  );
}

/** Rows that the nets had not seen, and the test rows, one upon the other. */
function drawErrors({ model, parts, part, output, options }: FigureRequest): string {
  if (part !== undefined) return residualHistogram(predictedOf(model, parts, part, output), options);
  const isOwn = parts.train !== undefined;
  const first: Part[] = model.outOfFold === undefined ? ["train", "validation"] : ["outOfFold"];
  const known: Part[] = isOwn ? [...first, "test"] : ["all"];
  const there = known.filter((name) => name === "outOfFold" || parts[name] !== undefined);
  return residualHistogram(
    there.map((name) => predictedOf(model, parts, name, output)),
    options,
  );
}

/** Rows for permutation importance, which need labels. */
function heldOut({ model, parts, part }: FigureRequest): Table {
  const wanted = part === undefined || part === "outOfFold" ? undefined : parts[part];
  return labelledRows(model, wanted ?? parts.test ?? parts.validation ?? parts.all!);
}

async function drawImportance(asked: FigureRequest): Promise<string> {
  const { model, seed = 0, work, factors, options } = asked;
  const chosen = factors === undefined ? {} : { factors };
  return importance(
    await permutationImportance(model, heldOut(asked), { ...work, ...chosen, seed }),
    options,
  );
}

async function drawRankings(asked: FigureRequest): Promise<string> {
  const { model, parts, seed = 0, work, options, output } = asked;
  const named = output === undefined ? {} : { output };
  // Without labels the methods that need none are put side by side.
  const held = hasLabels(model, parts.all!) ? { heldOut: heldOut(asked) } : {};
  return rankings(await rankFactors(model, parts.all!, { ...work, ...named, seed, ...held }), options);
}

async function drawCurve({
  model,
  parts,
  seed = 0,
  work,
  factors,
  output,
  options,
}: FigureRequest): Promise<string> {
  const named = {
    ...(output === undefined ? {} : { output }),
    ...(factors === undefined ? {} : { factors }),
  };
  const found: Curve[] = await curves(model, parts.all!, { ...work, ...named, seed, methods: ["ale"] });
  return found.length === 1 ? factorCurve(found[0], options) : factorCurves(found, options);
}

async function drawSurface(asked: FigureRequest): Promise<string> {
  const { model, parts, seed = 0, work, factors, output, options } = asked;
  const pair = factors?.length === 2 ? factors : await mostImportant(asked);
  const named = output === undefined ? {} : { output };
  const found = await factorMap(model, parts.all!, [pair[0], pair[1]], { ...work, ...named, seed });
  const featureOf = (name: string) => model.encoder.features.find((one) => one.name === name);
  const [x, y] = [featureOf(pair[0]), featureOf(pair[1])];
  const areDates = [x?.type === "date", y?.type === "date"] as const;
  return surface({ ...found, units: [x?.unit, y?.unit], areDates }, options);
}

/** The two factors without which the model gets worst; one that is given stays. */
async function mostImportant(asked: FigureRequest): Promise<string[]> {
  const { model, seed = 0, work, factors = [] } = asked;
  const found = await permutationImportance(model, heldOut(asked), { ...work, seed, repeats: 2 });
  const ranked = found.importance.toSorted((a, b) => b.mean - a.mean).map(({ factor }) => factor);
  return [...factors, ...ranked.filter((name) => !factors.includes(name))].slice(0, 2);
}

function drawCoverage(asked: FigureRequest): string {
  return coverage(coverageOf(asked.model, rowsToCover(asked)), asked.options);
}

/** Rows that had no part in the intervals: those asked for, the test rows, or those of another table; undefined: those that were kept. */
function rowsToCover({ model, parts, part }: FigureRequest): Table | undefined {
  const { outOfFold, heldOut } = model;
  const wanted = part ?? (parts.train === undefined ? "all" : "test");
  const kept = outOfFold === undefined ? heldOut?.part : "train";
  if (wanted === "outOfFold" || (wanted === kept && parts.train !== undefined)) return undefined;
  const table = parts[wanted];
  return table !== undefined && hasLabels(model, table) ? table : undefined;
}

/** What a model's record says of the folds of its learning curve: columns, weights, and rows that stay together. */
export function learningOptionsOf({ task, run }: Pick<Model, "task" | "run">): LearningCurveOptions {
  const { data, recipe, seed, split } = run;
  const { column, columns = column === undefined ? [] : [column] } = split.by ?? {};
  const isOfFeatures = columns.some((name) => data.features.includes(name));
  return {
    label: data.labels,
    features: data.features,
    task: task === "regression" ? "regression" : "classification",
    recipe: recipe["name"] as RecipeName,
    seed,
    ...(data.weight === undefined ? {} : { weight: data.weight }),
    ...(split.kind === "group" && !isOfFeatures ? { group: columns } : {}),
    ...(split.kind === "group" && isOfFeatures
      ? { groupExcept: data.features.filter((name) => !columns.includes(name)) }
      : {}),
    ...(split.kind === "time" && column !== undefined ? { order: column } : {}),
  };
}

async function drawLearning({ model, parts, work, options, seed }: FigureRequest): Promise<string> {
  const found = await learningCurve(parts.all!, {
    ...learningOptionsOf(model),
    ...(seed === undefined ? {} : { seed }),
    ...(work?.onProgress === undefined
      ? {}
      : { onProgress: ({ run, runs }) => work.onProgress!(run - 1, runs) }),
    ...(work?.signal === undefined ? {} : { signal: work.signal }),
  });
  return learning(found, options);
}
