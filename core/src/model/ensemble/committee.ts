import type { Samples } from "../../engine/engine.js";
import { matrix, selectColumns, type Matrix } from "../../matrix.js";
import type { Family, PlannedNet } from "../../train/family.js";
import { weighFamilies } from "../../train/weigh.js";
import type { Task } from "../../table/encode.js";
import { measures } from "../measure.js";
import type { Metrics, Model, TrainedNet } from "../model.js";
import { ensembleFor } from "../predict.js";
import { familiesOf, plannedNets, type Grounds } from "./nets.js";

/** Families that are ready: what they predict for rows that their nets have not seen, and how much each counts. */
export interface Answer {
  /** Places of the families. */
  families: number[];
  /** Share of each. */
  weights: number[];
  /** Their weighted prediction of the rows of the folds, outputs × rows. */
  H: Matrix;
}

/** The nets of a run as they become ready, family after family. */
export class Committee {
  readonly families: readonly Family[];
  readonly planned: readonly PlannedNet[];
  /** Bounds of each output, if the recipe has any. */
  readonly limits: [number, number][] | undefined;
  readonly #done = new Map<number, TrainedNet>();
  readonly #precision: "float64" | "float32";
  readonly #task: Task;
  readonly #training: Samples;
  readonly #fold: Int32Array | undefined;
  readonly #unseen = new Map<number, Matrix>();

  /** @param precision of the engine that trains */
  constructor(grounds: Grounds, precision: "float64" | "float32") {
    this.#precision = precision;
    const { recipe, samples, task, learning } = grounds;
    this.families = familiesOf(recipe);
    this.planned = plannedNets(grounds);
    this.limits = recipe.clamp === null ? undefined : limitsOf(samples.train.Y, recipe.clamp);
    this.#task = task;
    this.#training = samples.train;
    this.#fold = learning?.fold;
  }

  /** Takes a net that is ready. @returns whether its family now is */
  add(net: TrainedNet): boolean {
    this.#done.set(net.net, net);
    return this.#isReady(this.planned[net.net].family);
  }

  /** Nets that are ready, in their order. */
  get done(): TrainedNet[] {
    return [...this.#done.values()].toSorted((a, b) => a.net - b.net);
  }

  /** The families that are ready with their weights; nothing if none is, or if there are no folds. */
  answer(): Answer | undefined {
    const ready = this.families.flatMap(({ each }, f) => (each > 0 && this.#isReady(f) ? [f] : []));
    if (ready.length === 0) return undefined;
    const predictions = ready.map((family) => this.#predictUnseen(family));
    const { Y, weights: ofRows } = this.#training;
    const weights = weighFamilies(this.#task, predictions, Y, ofRows);
    const H = matrix(Y.rows, Y.cols);
    predictions.forEach(({ data }, i) => {
      for (let k = 0; k < data.length; k++) H.data[k] += weights[i] * data[k];
    });
    return { families: ready, weights, H };
  }

  /** The answer of one family that is ready. */
  alone(family: number): Answer {
    return { families: [family], weights: [1], H: this.#predictUnseen(family) };
  }

  /** The nets that make the model: those of the families that count, each with its weight; without folds all alike. */
  nets(answer: Answer | undefined, unfinished: readonly TrainedNet[]): Model["nets"] {
    if (answer === undefined) {
      const all = [...this.done, ...unfinished];
      return all.map(({ network, net }) => this.#entry(network, net, 1 / all.length));
    }
    return answer.families.flatMap((family, i) => {
      const own = this.done.filter(({ net }) => this.planned[net].family === family);
      const weight = answer.weights[i] / own.length;
      return weight === 0 ? [] : own.map(({ network, net }) => this.#entry(network, net, weight));
    });
  }

  /** Metrics of an answer in the user's units, of rows that the nets have not seen. */
  measure(answer: Answer, encoder: Model["encoder"]): Metrics {
    return measures(encoder, this.#training, answer.H);
  }

  #entry(network: TrainedNet["network"], net: number, weight: number): Model["nets"][number] {
    const { family, fold } = this.planned[net];
    return {
      network,
      weight,
      ...(this.limits ? { limits: this.limits } : {}),
      ...(this.#fold ? { family: this.families[family].name } : {}),
      ...(fold === null ? {} : { fold }),
    };
  }

  #isReady(family: number): boolean {
    return this.planned.every((planned, net) => planned.family !== family || this.#done.has(net));
  }

  /** Predictions of the family's nets for the rows of the folds that they never saw; the mean where there are several. */
  #predictUnseen(family: number): Matrix {
    const known = this.#unseen.get(family);
    if (known !== undefined) return known;
    const { X, Y } = this.#training;
    const all = matrix(Y.rows, Y.cols);
    const folds = this.#fold!;
    for (let k = 0; k <= Math.max(...folds); k++) {
      const rows = Array.from(folds.keys()).filter((s) => folds[s] === k);
      const nets = this.done.filter(({ net }) => {
        return this.planned[net].family === family && this.planned[net].fold === k;
      });
      const weighted = nets.map(({ network, net }) => this.#entry(network, net, 1 / nets.length));
      const H = ensembleFor(weighted, this.#precision, rows.length).rows(selectColumns(X, rows));
      for (let i = 0; i < H.rows; i++) {
        rows.forEach((row, s) => (all.data[i * all.cols + row] = H.data[i * H.cols + s]));
      }
    }
    this.#unseen.set(family, all);
    return all;
  }
}

/** The range of each output's labels, widened by a share of it on both sides. */
function limitsOf(Y: Matrix, share: number): [number, number][] {
  return Array.from({ length: Y.rows }, (_, i) => {
    let [low, high] = [Infinity, -Infinity];
    for (const y of Y.data.subarray(i * Y.cols, (i + 1) * Y.cols)) {
      if (y < low) low = y;
      if (y > high) high = y;
    }
    const margin = share * (high - low);
    return [low - margin, high + margin];
  });
}
