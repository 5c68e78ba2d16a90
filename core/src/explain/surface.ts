import "../messages/explaining.js";
import type { Engine, Ensemble } from "../engine/engine.js";
import { referenceEnsemble } from "../engine/reference-predict.js";
import { GradusError } from "../errors.js";
import { matrix, type Matrix } from "../matrix.js";
import type { Model } from "../model/model.js";
import { predictionEngine } from "../model/prediction-engine.js";
import type { Encoder } from "../table/encode.js";
import { decode } from "../table/decode.js";

/** Which answer of a model is explained, and what computes it. */
export interface SurfaceOptions {
  /** Name of a label, or of a class, whose probability is then explained. @default the first label; of two classes the second */
  output?: string;
  /** @default WebAssembly for a model that was trained in float32, where the runtime has it; else the reference, in float64 */
  engine?: Pick<Engine, "name" | "ensemble">;
}

/** Answers for rows: those of the model and those of each of its nets. */
export interface Answers {
  mean: Float64Array;
  each: Float64Array[];
}

/** One output of a model, in the user's terms, as a function of encoded rows. */
export interface Surface {
  /** Name of the label or class. */
  output: string;
  /** Number of the row of H^last, or of the class. */
  index: number;
  unit?: string;
  isProbability: boolean;
  /** Nets of the ensemble. */
  nets: number;
  /** Answers for X, inputs × rows: in the label's unit, or probabilities. */
  answer(X: Matrix): Float64Array;
  /** The same with the answers of each net alone, at the same price. */
  answers(X: Matrix): Answers;
}

/** Names of what a model answers: its labels, or its classes. */
export function outputNames({ labels }: Encoder): string[] {
  const [label] = labels;
  return label.type === "classes" ? [...label.levels] : labels.map(({ name }) => name);
}

/**
 * Makes a model ready to be asked for one of its outputs.
 *
 * @throws GradusError E651 for an unknown output
 */
export function createSurface(model: Model, options: SurfaceOptions = {}): Surface {
  const { encoder } = model;
  const index = outputIndex(encoder, options.output);
  const label = encoder.task === "regression" ? encoder.labels[index] : encoder.labels[0];
  const isProbability = label.type === "classes";
  const each = netsOf(model, options.engine);
  const pick = (H: Matrix): Float64Array => {
    const decoded = decode(encoder, H);
    if (decoded.task === "regression") return decoded.values[index];
    const { data, cols } = decoded.probabilities;
    return data.slice(index * cols, (index + 1) * cols);
  };
  return {
    output: outputNames(encoder)[index],
    index,
    ...(label.unit === undefined || isProbability ? {} : { unit: label.unit }),
    isProbability,
    nets: each.length,
    answer: (X) =>
      pick(
        each.length === 1
          ? each[0].rows(X)
          : weighted(
              model,
              each.map((net) => net.rows(X)),
            ),
      ),
    answers(X) {
      const outputs = each.map((net) => net.rows(X));
      const answers = outputs.map(pick);
      return { mean: each.length === 1 ? answers[0] : pick(weighted(model, outputs)), each: answers };
    },
  };
}

/** Each net of a model made ready by itself. */
export function netsOf(model: Model, engine: SurfaceOptions["engine"] = predictionEngine(model)): Ensemble[] {
  return model.nets.map((net) => {
    const alone = [{ ...net, weight: 1 }];
    return engine.ensemble?.(alone) ?? referenceEnsemble(alone);
  });
}

/** The weighted mean of the nets' outputs. */
export function weighted({ nets }: Pick<Model, "nets">, outputs: readonly Matrix[]): Matrix {
  const [first] = outputs;
  const H = matrix(first.rows, first.cols);
  outputs.forEach(({ data }, k) => {
    const { weight } = nets[k];
    for (let i = 0; i < data.length; i++) H.data[i] += weight * data[i];
  });
  return H;
}

function outputIndex(encoder: Encoder, output: string | undefined): number {
  const names = outputNames(encoder);
  if (output === undefined) return encoder.task === "binary" ? 1 : 0;
  const index = names.indexOf(output);
  if (index >= 0) return index;
  throw new GradusError("E651", { output, known: names.join(", ") });
}
