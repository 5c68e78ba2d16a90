import type { Start } from "../../engine/engine.js";
import { LIMIT_PARAMETERS } from "../../bp/network.js";
import { optimizerNames } from "../../optimize/hyperparameters.js";
import type { OptimizerState } from "../../optimize/optimizer.js";
import type { SchedulerState } from "../../optimize/scheduler.js";
import type { Epoch } from "../../train/epoch.js";
import type { Checkpoint } from "../../train/fitting.js";
import { integer, list, nullable, number, object, oneOf, optional, text, type Check } from "./check.js";
import {
  architectureOf,
  checkArchitecture,
  networkFrom,
  networkTensors,
  takeTensor,
  type Architecture,
} from "./network.js";
import { epochFields, evidence, start, stopped } from "./run.js";
import { Mismatch } from "./mismatch.js";
import type { TrainCheckpoint, TrainedNet } from "../model.js";
import type { Tensor } from "./safetensors.js";

/** A checkpoint as JSON holds it: its vectors are tensors. */
interface CheckpointRecord {
  done: (Omit<TrainedNet, "network"> & { network: Architecture })[];
  running: RunningRecord[];
  history: Epoch[];
  start?: Start;
}

interface RunningRecord extends Pick<Checkpoint, "epoch" | "schedule" | "random" | "history" | "start"> {
  net: number;
  /** Number of parameters. */
  parameters: number;
  best: Omit<Checkpoint["best"], "parameters">;
  optimizer: Pick<OptimizerState, "name" | "step"> & {
    arrays: string[];
    scalars: { name: string; value: number }[];
  };
}

/** Clock time included: a resumed run keeps to its limit of seconds. */
const history = list(object<Epoch>({ ...epochFields, seconds: number }));

const name: Check<string> = (value, where) => {
  if (!/^[A-Za-z]\w{0,63}$/.test(text(value, where)))
    throw new Mismatch(where, "letters, digits and _", value);
  return value as string;
};

const running = object<RunningRecord>({
  net: integer(),
  parameters: integer(1, LIMIT_PARAMETERS),
  epoch: integer(),
  schedule: object<SchedulerState>({
    step: integer(),
    learningRate: number,
    best: nullable(number),
    badLosses: integer(),
    cooldown: integer(),
  }),
  random: list(integer(-(2 ** 31), 2 ** 31 - 1), 4, 4),
  history,
  start: optional(start),
  best: object<RunningRecord["best"]>({ epoch: integer(), loss: number }),
  optimizer: object<RunningRecord["optimizer"]>({
    name: oneOf(...optimizerNames),
    step: integer(),
    arrays: list(name),
    scalars: list(object<{ name: string; value: number }>({ name, value: number })),
  }),
});

const shape = object<CheckpointRecord>({
  done: list(
    object<CheckpointRecord["done"][number]>({
      net: integer(),
      network: checkArchitecture,
      epochs: integer(),
      best: integer(),
      stopped,
      evidence: optional(evidence),
    }),
  ),
  running: list(running),
  history,
  start: optional(start),
});

/** What a checkpoint is in a file: plain data, and its vectors as tensors named `checkpoint.…`. */
export function checkpointParts(checkpoint: TrainCheckpoint): {
  record: unknown;
  tensors: [string, Tensor][];
} {
  const record: CheckpointRecord = {
    ...checkpoint,
    done: checkpoint.done.map((one) => ({ ...one, network: architectureOf(one.network) })),
    running: checkpoint.running.map(({ net, state }) => {
      const { parameters, best, optimizer, ...rest } = state;
      return {
        net,
        ...rest,
        parameters: parameters.length,
        best: { epoch: best.epoch, loss: best.loss },
        optimizer: {
          name: optimizer.name,
          step: optimizer.step,
          arrays: [...optimizer.arrays.keys()],
          scalars: Array.from(optimizer.scalars, ([key, value]) => ({ name: key, value })),
        },
      };
    }),
  };
  const tensors: [string, Tensor][] = [
    ...checkpoint.done.flatMap(({ network }, i) => networkTensors(`checkpoint.done${i}`, network)),
    ...checkpoint.running.flatMap(({ state: { parameters, best, optimizer } }, i): [string, Tensor][] => [
      [`checkpoint.running${i}.parameters`, vector(parameters)],
      [`checkpoint.running${i}.best`, vector(best.parameters)],
      ...Array.from(optimizer.arrays, ([key, data]): [string, Tensor] => [
        `checkpoint.running${i}.optimizer.${key}`,
        vector(data),
      ]),
    ]),
  ];
  return { record: shape(record, "checkpoint"), tensors };
}

/** A checkpoint from its record and the tensors of the file, which are taken out of the map. @throws Mismatch */
export function checkpointFrom(value: unknown, tensors: Map<string, Tensor>): TrainCheckpoint {
  const record = shape(value, "checkpoint");
  return {
    ...record,
    done: record.done.map((one, i) => ({
      ...one,
      network: networkFrom(one.network, `checkpoint.done${i}`, tensors),
    })),
    running: record.running.map(({ net, parameters: length, best, optimizer, ...rest }, i) => {
      const take = (key: string): Float64Array =>
        takeTensor(tensors, `checkpoint.running${i}.${key}`, [length]);
      const state: Checkpoint = {
        ...rest,
        parameters: take("parameters"),
        best: { ...best, parameters: take("best") },
        optimizer: {
          name: optimizer.name,
          step: optimizer.step,
          arrays: new Map(optimizer.arrays.map((key) => [key, take(`optimizer.${key}`)])),
          scalars: new Map(optimizer.scalars.map(({ name: key, value: scalar }) => [key, scalar])),
        },
      };
      return { net, state };
    }),
  };
}

function vector(data: Float64Array): Tensor {
  return { shape: [data.length], data };
}
