import { optimizerNames } from "../optimize/hyperparameters.js";
import type { OptimizerState } from "../optimize/optimizer.js";
import type { SchedulerState } from "../optimize/scheduler.js";
import { timedEpoch } from "./format.js";
import { fromJson, toJson } from "./json.js";
import { Mismatch } from "./mismatch.js";
import type { Model, TrainCheckpoint } from "./model.js";
import type { Tensor } from "./safetensors.js";
import { integer, list, nullable, number, object, oneOf, text, type Check } from "./schema.js";

const PREFIX = "checkpoint.";

interface StoredCheckpoint {
  done: number;
  epoch: number;
  best: { epoch: number; loss: number };
  optimizer: { name: OptimizerState["name"]; step: number; arrays: string[]; scalars: [string, number][] };
  schedule: SchedulerState;
  random: number[];
  current: TrainCheckpoint["current"]["history"];
  history: TrainCheckpoint["history"];
}

/**
 * A checkpoint as JSON; its vectors go among the file's tensors. The nets that are ready are the model's own and are not
 * stored again.
 */
export function writeCheckpoint(
  { done, current, history }: TrainCheckpoint,
  tensors: Map<string, Tensor>,
): string {
  const put = (name: string, data: Float64Array): void =>
    void tensors.set(PREFIX + name, { shape: [data.length], data });
  put("parameters", current.parameters);
  put("best", current.best.parameters);
  const { name, step, arrays, scalars } = current.optimizer;
  for (const [key, data] of arrays) put(`optimizer.${key}`, data);
  const stored: StoredCheckpoint = {
    done: done.length,
    epoch: current.epoch,
    best: { epoch: current.best.epoch, loss: current.best.loss },
    optimizer: { name, step, arrays: [...arrays.keys()], scalars: [...scalars] },
    schedule: current.schedule,
    random: current.random,
    current: current.history,
    history,
  };
  return toJson(stored, "checkpoint");
}

/** The checkpoint of a file; takes its tensors out of the map. @throws Mismatch */
export function readCheckpoint(json: string, tensors: Map<string, Tensor>, model: Model): TrainCheckpoint {
  const stored = check(fromJson(json, "checkpoint"), "checkpoint");
  const length = model.nets[0].network.parameters.length;
  const take = (name: string): Float64Array => {
    const tensor = tensors.get(PREFIX + name);
    tensors.delete(PREFIX + name);
    if (tensor === undefined || tensor.data.length !== length) {
      throw new Mismatch(`tensor ${PREFIX}${name}`, `${length} values`, tensor?.data.length);
    }
    return tensor.data;
  };
  if (stored.done >= model.nets.length || model.run.nets.length !== model.nets.length) {
    throw new Mismatch("checkpoint.done", `a number below ${model.nets.length}`, stored.done);
  }
  const { name, step, arrays, scalars } = stored.optimizer;
  return {
    done: Array.from({ length: stored.done }, (_, k) => ({
      network: model.nets[k].network,
      ...model.run.nets[k],
    })),
    current: {
      epoch: stored.epoch,
      parameters: take("parameters"),
      best: { ...stored.best, parameters: take("best") },
      optimizer: {
        name,
        step,
        arrays: new Map(arrays.map((key) => [key, take(`optimizer.${key}`)])),
        scalars: new Map(scalars),
      },
      schedule: stored.schedule,
      random: stored.random,
      history: stored.current,
    },
    history: stored.history,
  };
}

const scalar: Check<[string, number]> = (value, where) => {
  if (!Array.isArray(value) || value.length !== 2) throw new Mismatch(where, "[name, number]", value);
  return [text(value[0], where), number(value[1], where)];
};

const check: Check<StoredCheckpoint> = object<StoredCheckpoint>({
  done: integer(),
  epoch: integer(1),
  best: object<StoredCheckpoint["best"]>({ epoch: integer(), loss: number }),
  optimizer: object<StoredCheckpoint["optimizer"]>({
    name: oneOf(optimizerNames),
    step: integer(),
    arrays: list(text),
    scalars: list(scalar),
  }),
  schedule: object<SchedulerState>({
    step: integer(),
    learningRate: number,
    best: nullable(number),
    badLosses: integer(),
    cooldown: integer(),
  }),
  random: list(number, 4),
  current: list(timedEpoch),
  history: list(timedEpoch),
});
