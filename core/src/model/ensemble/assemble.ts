import { fitBaselines } from "../../assess/baselines.js";
import type { Samples, Start } from "../../engine/engine.js";
import { selectSamples } from "../../engine/samples.js";
import { matrix, type Matrix } from "../../matrix.js";
import type { Epoch } from "../../train/epoch.js";
import type { Answer, Committee } from "./committee.js";
import { measures } from "../measure.js";
import type { FamilyRecord, Metrics, Model, NetRecord, Run, TrainedNet } from "../model.js";
import { parametersOf } from "./nets.js";
import { output } from "../predict.js";
import { relevanceOf } from "./relevance.js";
import { heldOutOf, scatterOf, unseenSpread } from "./unseen.js";
import type { Ready } from "../train.js";
import { VERSION } from "../version.js";

/** What the nets of a run gave. */
export interface Outcome {
  committee: Committee;
  /** Nets that were stopped in the middle, with their best weights so far. */
  unfinished: readonly TrainedNet[];
  /** Records of the first net, and what held before them. */
  history: readonly Epoch[];
  start: Start | undefined;
}

/** The model of a run: its nets with their weights, their metrics, the baselines, and the record. */
export function assemble(ready: Ready, { committee, unfinished, history, start }: Outcome): Model {
  const { engine } = ready.choices[0];
  const { encoder, task, recipe, samples, split, seed, warnings, learning } = ready;
  const answer = committee.answer();
  const nets = committee.nets(answer, unfinished);
  const trained = [...committee.done, ...unfinished].toSorted((a, b) => a.net - b.net);
  const run: Run = {
    gradus: VERSION,
    seed,
    data: {
      source: ready.data.source,
      rows: ready.data.rows,
      features: encoder.features.map((feature) => feature.name),
      labels: encoder.labels.map((label) => label.name),
      missing: ready.data.missing,
      ...(ready.weight === undefined ? {} : { weight: ready.weight }),
      fingerprint: ready.fingerprint,
    },
    split: {
      kind: ready.splitKind,
      train: split.train.length,
      validation: split.validation.length,
      test: split.test.length,
      ...(learning ? { divided: ready.divided } : {}),
      ...(ready.division === undefined ? {} : { by: ready.division }),
    },
    recipe: { ...recipe },
    engine: { name: engine.name, precision: engine.precision },
    ...(start ? { start } : {}),
    history: history.map(withoutSeconds),
    nets: trained.map((net) => recordOf(net, committee, learning !== undefined)),
    ...(answer ? { families: familyRecords(ready, committee, answer) } : {}),
    metrics: { train: {}, validation: null, test: null },
    baselines: {},
    warnings,
  };
  const relevance = relevanceOf(encoder, trained);
  if (relevance.length > 0) run.relevance = relevance;
  const model: Model = { task, encoder, nets, run };
  const fold = learning?.fold;
  if (answer && fold) {
    const { Y, weights } = samples.train;
    const spread = unseenSpread(nets, samples.train.X, fold);
    // Where the rows of a fold chose the epoch their errors are told a little too small: no gain is taken off them.
    const isChosen = committee.families.some(({ stop }) => stop === "fold");
    const hasGain = task === "regression" && !isChosen;
    const scatter = hasGain ? scatterOf(nets, samples.train.X, fold) : undefined;
    model.outOfFold = {
      fold,
      Y,
      H: answer.H,
      ...(weights ? { weights } : {}),
      ...(spread ? { spread } : {}),
      ...(scatter ? { scatter } : {}),
    };
  } else {
    const heldOut = heldOutOf(nets, samples);
    if (heldOut) model.heldOut = heldOut;
  }
  const measured = (part: Samples | null, H: (part: Samples) => Matrix): Metrics | null =>
    part && measures(encoder, part, H(part));
  const ofModel = (part: Samples): Matrix => output(model, part.X);
  run.metrics = {
    train: measured(samples.train, ofModel)!,
    validation: answer ? committee.measure(answer, encoder) : measured(samples.validation, ofModel),
    test: measured(samples.test, ofModel),
  };
  run.baselines = baselinesOf(ready, measured);
  return model;
}

type Measured = (part: Samples | null, H: (part: Samples) => Matrix) => Metrics | null;

/** Baselines fitted on the training rows, and, with folds, on those of each fold for the rows that are left out. */
function baselinesOf({ task, samples, learning }: Ready, measured: Measured): Run["baselines"] {
  const { train } = samples;
  const fitted = fitBaselines(task, train.X, train.Y, train.weights);
  const simple = task === "regression" ? "mean" : "majority";
  const unseen = learning && unseenBaselines(task, train, learning.fold);
  return Object.fromEntries(
    ([simple, "linear"] as const).map((name) => {
      const H = (part: Samples): Matrix => fitted.predict(part.X)[name]!;
      const validation = unseen ? measured(train, () => unseen[name]) : measured(samples.validation, H);
      return [name, { train: measured(train, H)!, validation, test: measured(samples.test, H) }];
    }),
  );
}

/** What the baselines of all other folds predict for each fold's rows. */
function unseenBaselines(task: Ready["task"], train: Samples, fold: Int32Array): Record<string, Matrix> {
  const all: Record<string, Matrix> = {};
  const numbers = Array.from(fold.keys());
  for (let k = 0; k <= Math.max(...fold); k++) {
    const others = selectSamples(
      train,
      numbers.filter((s) => fold[s] !== k),
    );
    const rows = numbers.filter((s) => fold[s] === k);
    const fitted = fitBaselines(task, others.X, others.Y, others.weights);
    const predicted = fitted.predict(selectSamples(train, rows).X);
    for (const [name, H] of Object.entries(predicted)) {
      const to = (all[name] ??= matrix(train.Y.rows, fold.length));
      for (let i = 0; i < H.rows; i++) {
        rows.forEach((row, s) => (to.data[i * to.cols + row] = H.data[i * H.cols + s]));
      }
    }
  }
  return all;
}

function recordOf(
  { net, epochs, best, stopped, evidence }: TrainedNet,
  { planned, families }: Committee,
  hasFolds: boolean,
): NetRecord {
  const { family, fold } = planned[net];
  return {
    epochs,
    best,
    stopped,
    ...(evidence ? { evidence } : {}),
    ...(hasFolds ? { family: families[family].name } : {}),
    ...(fold === null ? {} : { fold }),
  };
}

function familyRecords(ready: Ready, committee: Committee, answer: Answer): FamilyRecord[] {
  return answer.families.map((family, i) => {
    const own = committee.done.filter(({ net }) => committee.planned[net].family === family);
    const { name, hidden } = committee.families[family];
    const gammas = own.flatMap(({ evidence }) => evidence?.gamma.reduce((sum, g) => sum + g, 0) ?? []);
    return {
      name,
      hidden: hidden.map(({ size }) => size),
      parameters: parametersOf(ready, committee.families[family]),
      nets: own.length,
      weight: answer.weights[i],
      metrics: committee.measure(committee.alone(family), ready.encoder),
      epochs: meanOf(own.map(({ epochs }) => epochs)),
      ...(gammas.length > 0 ? { gamma: meanOf(gammas) } : {}),
    };
  });
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, v) => sum + v, 0) / values.length;
}

/** Clock time has no place in a model: equal runs give equal files. */
function withoutSeconds(epoch: Epoch): Omit<Epoch, "seconds"> {
  const { seconds: _, ...rest } = epoch;
  return rest;
}
