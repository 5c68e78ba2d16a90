import {
  namedAddition,
  createScheduler,
  type LossSpec,
  type Model,
  type OptimizerSpec,
  type Schedule,
  type TrainerOptions,
} from "gradus";
import { metadataOf } from "../metadata.js";
import { explain } from "./explain.js";
import { methodOf } from "./methods.js";
import { trainingGraph, type TrainingGraph } from "./training-graph.js";

/** Which net is written, and how. */
export interface OnnxTrainingOptions {
  /** Number of the net within the model, from 0. @default 0 */
  net?: number;
  /** Whether rows have weights. @default false */
  weighted?: boolean;
}

/**
 * The training of a model as an ONNX file, so that any ONNX Runtime goes on with it: the graph of `trainingGraph` with the net's
 * weights as the start values of `parameters`, the optimizer's states at their start, the recipe's loss, optimizer and
 * regularisation. What each input is stands in the file's metadata, in English and Chinese: `gradus.training.inputs`; beside it
 * `gradus.training.recipe`, `gradus.training.network`, and `gradus.training.columns`, the names of the columns of X.
 *
 * @throws RangeError for a net that is not there, or has a front or parametric activations, a registered activation, and for
 *   weights beyond float32
 */
export function toOnnxTraining(
  model: Model,
  { net = 0, weighted = false }: OnnxTrainingOptions = {},
): TrainingGraph {
  const { network } = model.nets[net] ?? {};
  if (network === undefined) {
    throw new RangeError(`Cannot write net ${net}: expected 0 to ${model.nets.length - 1}, got ${net}`);
  }
  const addition = namedAddition(network);
  if (addition !== undefined) {
    throw new RangeError(
      `Cannot write net ${net}: expected a network of layers and a skip alone, got one with ${addition}`,
    );
  }
  const { options, learningRate, moves } = trainingOf(model);
  const { optimizer } = options;
  const length = network.parameters.length;
  const initial = new Map([["parameters", network.parameters]]);
  for (const [state, { start, unit }] of Object.entries(methodOf(optimizer, moves).states)) {
    initial.set(state, new Float64Array(length).fill((start === "eta" ? learningRate : start) / unit));
  }
  const { sizes, activations, skip } = network;
  const shape = { sizes, activations: activations.slice(1), skip: skip !== undefined };
  const { inputs, method } = trainingGraph(network, options, { weighted, moves });
  const metadata = new Map([
    ...metadataOf(model),
    ["gradus.training.network", JSON.stringify(shape)],
    ["gradus.training.recipe", JSON.stringify(model.run.recipe)],
    ["gradus.training.columns", JSON.stringify(model.encoder.inputs)],
    ["gradus.training.inputs", JSON.stringify(explain(inputs, optimizer.name, method))],
  ]);
  return trainingGraph(network, options, { weighted, moves, initial, metadata });
}

/** What the record of a run says of its steps. */
function trainingOf({ run: { recipe } }: Model): {
  options: TrainerOptions;
  learningRate: number;
  moves: boolean;
} {
  const number = (name: string, none: number): number => {
    return typeof recipe[name] === "number" ? recipe[name] : none;
  };
  const options: TrainerOptions = {
    loss: recipe["loss"] as LossSpec,
    optimizer: recipe["optimizer"] as OptimizerSpec,
    batch: number("batch", 32),
    dropout: number("dropout", 0),
    l1: number("l1", 0),
    l2: number("l2", 0),
    maxNorm: number("maxNorm", Infinity),
    clipNorm: number("clipNorm", Infinity),
    clipValue: number("clipValue", Infinity),
  };
  const learningRate = number("learningRate", 0.1);
  const schedule = (recipe["schedule"] ?? { name: "constant" }) as Schedule;
  // A schedule that moves the momentum has one from the first step on; the number of steps does not matter for that.
  const moves = createScheduler(schedule, learningRate, 1000).momentum !== undefined;
  return { options, learningRate, moves };
}
