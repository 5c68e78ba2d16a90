import { messages } from "../messages/messages.js";
import type { Warning } from "../errors.js";
import type { Encoder, FeatureEncoder } from "../table/encode.js";
import type { LabelEncoder } from "../table/labels.js";
import type { Scale } from "../table/scale.js";
import type { Epoch, StopReason } from "../train/epoch.js";
import { Mismatch } from "./mismatch.js";
import type { Metrics, Model, Run } from "./model.js";
import {
  flag,
  integer,
  list,
  nullable,
  number,
  object,
  oneOf,
  plain,
  positive,
  record,
  text,
  type Check,
} from "./schema.js";

/** What the metadata of a model file hold besides the weights. */
export interface StoredModel {
  task: Model["task"];
  encoder: Encoder;
  nets: {
    sizes: number[];
    activations: { name: string; parameters?: Record<string, number> }[];
    skip: boolean;
    weight: number;
  }[];
  run: Run;
}

const task = oneOf(["regression", "binary", "classes"] as const);

const scale: Check<Scale> = object<Scale>({
  name: oneOf(["robust", "standard", "minmax", "none"] as const),
  center: number,
  spread: positive,
  clip: flag,
});

const levels: Check<string[]> = (value, where) => {
  const found = list(text, 1)(value, where);
  if (new Set(found).size !== found.length) throw new Mismatch(where, "distinct levels", value);
  return found;
};

const named = { name: text, unit: text, indicator: flag };

const feature: Check<FeatureEncoder> = byType({
  number: object(
    { ...named, type: oneOf(["number"] as const), scale, min: number, max: number, fill: number },
    ["unit"],
  ),
  date: object(
    { ...named, type: oneOf(["date"] as const), scale, min: number, max: number, fill: number, hour: flag },
    ["unit"],
  ),
  category: object({ ...named, type: oneOf(["category"] as const), levels }, ["unit"]),
  boolean: object(
    {
      ...named,
      type: oneOf(["boolean"] as const),
      from: oneOf(["boolean", "category"] as const),
      levels: pairOfLevels,
    },
    ["unit"],
  ),
});

const label: Check<LabelEncoder> = byType({
  number: object(
    { name: text, unit: text, type: oneOf(["number"] as const), scale, min: number, max: number },
    ["unit"],
  ),
  classes: object(
    {
      name: text,
      unit: text,
      type: oneOf(["classes"] as const),
      from: oneOf(["number", "category", "boolean", "date", "text"] as const),
      levels,
    },
    ["unit"],
  ),
});

function pairOfLevels(value: unknown, where: string): [string, string] {
  const pair = levels(value, where);
  if (pair.length !== 2) throw new Mismatch(where, "two levels", value);
  return pair as [string, string];
}

/** Chooses the check by the value's `type`. */
function byType<T>(checks: Readonly<Record<string, Check<unknown>>>): Check<T> {
  const byName = new Map(Object.entries(checks));
  return (value, where) => {
    const type = typeof value === "object" && value !== null ? (value as { type?: unknown }).type : undefined;
    const check = byName.get(type as string);
    if (check === undefined) throw new Mismatch(`${where}.type`, [...byName.keys()].join(" | "), type);
    return check(value, where) as T;
  };
}

const labels: Check<LabelEncoder[]> = (value, where) => {
  const found = list(label, 1)(value, where);
  if (found.length > 1 && found.some((one) => one.type !== "number"))
    throw new Mismatch(where, "one label of classes", value);
  return found;
};

const encoder: Check<Encoder> = (value, where) => {
  const found = object<Encoder>({ task, features: list(feature, 1), labels, inputs: list(text, 1) })(
    value,
    where,
  );
  const [first] = found.labels;
  const fits =
    first.type === "number"
      ? found.task === "regression"
      : (first.levels.length === 2) === (found.task === "binary") && found.task !== "regression";
  if (!fits) throw new Mismatch(`${where}.labels`, `labels of task ${found.task}`, first.type);
  return found;
};

const metrics: Check<Metrics> = record(nullable(number));
const three = object<Run["metrics"]>({
  train: metrics,
  validation: nullable(metrics),
  test: nullable(metrics),
});
const stopReason: Check<StopReason> = oneOf([
  "epochs",
  "early",
  "goal",
  "gradient",
  "time",
  "abort",
  "diverged",
] as const);

const epochFields = {
  epoch: integer(1),
  trainLoss: number,
  validationLoss: nullable(number),
  learningRate: number,
  gradientNorm: number,
  best: flag,
  metrics,
};
const epoch: Check<Omit<Epoch, "seconds">> = object<Omit<Epoch, "seconds">>(epochFields);
/** A record of an epoch with its time, as checkpoints hold it. */
export const timedEpoch: Check<Epoch> = object<Epoch>({ ...epochFields, seconds: number });

const code: Check<Warning["code"]> = (value, where) => {
  if (typeof value !== "string" || !Object.hasOwn(messages, value))
    throw new Mismatch(where, "a known code", value);
  return value as Warning["code"];
};

const warning: Check<Warning> = object<Warning>(
  {
    code,
    values: record((value, where) => (typeof value === "number" ? number(value, where) : text(value, where))),
    message: text,
    column: text,
    place: plain as Check<NonNullable<Warning["place"]>>,
  },
  ["column", "place"],
);

const run: Check<Run> = object<Run>({
  gradus: text,
  seed: integer(),
  data: object<Run["data"]>({
    source: text,
    rows: integer(),
    features: list(text),
    labels: list(text),
    missing: integer(),
    fingerprint: text,
  }),
  split: object<Run["split"]>({ kind: text, train: integer(), validation: integer(), test: integer() }),
  recipe: record(plain),
  engine: object<Run["engine"]>({ name: text, precision: oneOf(["float64", "float32"] as const) }),
  history: list(epoch),
  nets: list(object<Run["nets"][number]>({ epochs: integer(), best: integer(), stopped: stopReason })),
  metrics: three,
  baselines: record(three),
  warnings: list(warning),
});

const net: Check<StoredModel["nets"][number]> = object<StoredModel["nets"][number]>({
  sizes: list(integer(1), 2),
  activations: list(
    object<StoredModel["nets"][number]["activations"][number]>({ name: text, parameters: record(number) }, [
      "parameters",
    ]),
    1,
  ),
  skip: flag,
  weight: number,
});

/** Checks everything that the metadata of a model file say. @throws Mismatch that names the place */
export const checkModel: Check<StoredModel> = object<StoredModel>({ task, encoder, nets: list(net, 1), run });
