import "../../messages/assessing.js";
import "../../messages/data.js";
import "../../messages/reading.js";
import "../../messages/table.js";
import "../../messages/training.js";
import type { Place, Warning } from "../../errors.js";
import type { Start } from "../../engine/engine.js";
import type { MessageCode } from "../../messages/messages.js";
import type { Evidence } from "../../optimize/whole-table.js";
import type { StopReason } from "../../train/epoch.js";
import {
  flag,
  integer,
  list,
  nullable,
  number,
  object,
  oneOf,
  optional,
  plain,
  record,
  text,
  type Check,
  type Fields,
} from "./check.js";
import { Mismatch } from "./mismatch.js";
import type { Division, FamilyRecord, Metrics, NetRecord, Relevance, Run } from "../model.js";

/** Why a net's training ended. */
export const stopped: Check<StopReason> = oneOf(
  "epochs",
  "early",
  "goal",
  "gradient",
  "converged",
  "time",
  "abort",
  "diverged",
);
const metrics: Check<Metrics> = record(nullable(number));

type Measured = Run["metrics"];
const measured = object<Measured>({ train: metrics, validation: nullable(metrics), test: nullable(metrics) });

/** What the record of an epoch holds besides clock time. */
export const epochFields: Fields<Run["history"][number]> = {
  epoch: integer(1),
  trainLoss: number,
  validationLoss: nullable(number),
  learningRate: number,
  gradientNorm: number,
  best: flag,
  metrics,
  iteration: optional(record(number)),
};

/** What held before the first iteration of a method that looks at all rows in each. */
export const start = object<Start>({ loss: number, record: record(number) });

/** What Bayesian regularisation has learnt. */
export const evidence = object<Evidence>({
  groups: list(text),
  inputs: list(nullable(integer())),
  alpha: list(number),
  gamma: list(number),
  beta: number,
  logEvidence: number,
});

const family = object<FamilyRecord>({
  name: text,
  hidden: list(integer(1)),
  parameters: integer(1),
  nets: integer(1),
  weight: number,
  metrics,
  epochs: number,
  gamma: optional(number),
});

const textOrNumber: Check<string | number> = (value, where) => {
  if (typeof value !== "string" && typeof value !== "number")
    throw new Mismatch(where, "string | number", value);
  return value;
};

const messageCode: Check<MessageCode> = (value, where) => {
  if (typeof value !== "string" || !/^[EW]\d{3}$/.test(value))
    throw new Mismatch(where, "code of a message", value);
  return value as MessageCode;
};

const warnings = list(
  object<Warning>({
    code: messageCode,
    values: record(textOrNumber),
    message: text,
    column: optional(text),
    place: optional(
      object<Place>({
        file: optional(text),
        line: optional(integer()),
        column: optional(integer()),
        excerpt: optional(text),
      }),
    ),
  }),
);

const fractions: Check<[number, number, number]> = (value, where) => {
  const [train, validation, test] = list(number, 3, 3)(value, where);
  return [train, validation, test];
};

/** The record of a run, read from a file. @throws Mismatch */
export const checkRun: Check<Run> = object<Run>({
  gradus: text,
  seed: integer(),
  data: object<Run["data"]>({
    source: text,
    rows: integer(),
    features: list(text),
    labels: list(text),
    missing: integer(),
    weight: optional(text),
    fingerprint: text,
  }),
  split: object<Run["split"]>({
    kind: text,
    train: integer(),
    validation: integer(),
    test: integer(),
    divided: optional(
      object<NonNullable<Run["split"]["divided"]>>({
        train: integer(),
        validation: integer(),
        test: integer(),
      }),
    ),
    by: optional(
      object<Division>({
        column: optional(text),
        columns: optional(list(text)),
        fractions: optional(fractions),
      }),
    ),
  }),
  recipe: record(plain),
  engine: object<Run["engine"]>({ name: text, precision: oneOf("float64", "float32") }),
  start: optional(start),
  history: list(object(epochFields)),
  nets: list(
    object<NetRecord>({
      epochs: integer(),
      best: integer(),
      stopped,
      evidence: optional(evidence),
      family: optional(text),
      fold: optional(integer()),
    }),
    1,
  ),
  families: optional(list(family, 1)),
  relevance: optional(
    list(
      object<Relevance>({
        feature: text,
        relevance: number,
        gamma: number,
        parameters: integer(),
        idle: flag,
      }),
    ),
  ),
  metrics: measured,
  baselines: record(measured),
  warnings,
});
