import type { Encoder, FeatureEncoder } from "../../table/encode.js";
import { inputsOf } from "../../table/inputs.js";
import type { LabelEncoder } from "../../table/labels.js";
import type { Scale } from "../../table/scale.js";
import { flag, list, number, object, oneOf, optional, positive, tagged, text, type Check } from "./check.js";
import { Mismatch } from "./mismatch.js";

const scale = object<Scale>({
  name: oneOf("robust", "standard", "minmax", "none"),
  center: number,
  spread: positive,
  clip: flag,
});

const levels = list(text, 1);
const common = { name: text, unit: optional(text), indicator: flag };

type Feature<Type> = Extract<FeatureEncoder, { type: Type }>;
const feature = tagged<FeatureEncoder>("type", {
  number: object<Feature<"number">>({
    ...common,
    type: oneOf("number"),
    scale,
    min: number,
    max: number,
    fill: number,
  }),
  date: object<Feature<"date">>({
    ...common,
    type: oneOf("date"),
    scale,
    min: number,
    max: number,
    fill: number,
    hour: flag,
  }),
  category: object<Feature<"category">>({ ...common, type: oneOf("category"), levels }),
  boolean: object<Feature<"boolean">>({
    ...common,
    type: oneOf("boolean"),
    from: oneOf("boolean", "category"),
    levels: list(text, 2, 2) as Check<[string, string]>,
  }),
});

type Label<Type> = Extract<LabelEncoder, { type: Type }>;
const label = tagged<LabelEncoder>("type", {
  number: object<Label<"number">>({
    name: text,
    unit: optional(text),
    type: oneOf("number"),
    scale,
    min: number,
    max: number,
  }),
  classes: object<Label<"classes">>({
    name: text,
    unit: optional(text),
    type: oneOf("classes"),
    from: oneOf("number", "category", "boolean", "date", "text"),
    levels: list(text, 2),
  }),
});

const shape = object<Encoder>({
  task: oneOf("regression", "binary", "classes"),
  features: list(feature, 1),
  labels: list(label, 1),
  inputs: list(text, 1),
});

/**
 * An encoder read from a file, with what its parts must agree on: the inputs are those of the features, the labels those of
 * the task, no column and no level is named twice.
 *
 * @throws Mismatch
 */
export const checkEncoder: Check<Encoder> = (value, where) => {
  const encoder = shape(value, where);
  const inputs = encoder.features.flatMap(inputsOf);
  const wrong = encoder.inputs.findIndex((input, i) => input !== inputs[i]);
  if (wrong >= 0)
    throw new Mismatch(`${where}.inputs[${wrong}]`, JSON.stringify(inputs[wrong]), encoder.inputs[wrong]);
  if (encoder.inputs.length !== inputs.length) {
    throw new Mismatch(`${where}.inputs.length`, String(inputs.length), encoder.inputs.length);
  }
  checkDistinct(
    [...encoder.features, ...encoder.labels].map((column) => column.name),
    where,
  );
  for (const column of [...encoder.features, ...encoder.labels]) {
    if ("levels" in column) checkDistinct(column.levels, `${where}: levels`);
    if ("min" in column && column.min > column.max)
      throw new Mismatch(`${where}: max`, `≥ ${column.min}`, column.max);
  }
  checkLabels(encoder, where);
  return encoder;
};

/** Outputs that a network for this encoder has. */
export function outputsOf({ task, labels }: Encoder): number {
  const [first] = labels;
  return task === "classes" && first.type === "classes" ? first.levels.length : labels.length;
}

function checkLabels({ task, labels }: Encoder, where: string): void {
  const [first] = labels;
  if (task === "regression") {
    const other = labels.findIndex((column) => column.type !== "number");
    if (other >= 0) throw new Mismatch(`${where}.labels[${other}].type`, '"number"', labels[other].type);
    return;
  }
  if (labels.length > 1) throw new Mismatch(`${where}.labels.length`, "1", labels.length);
  if (first.type !== "classes") throw new Mismatch(`${where}.labels[0].type`, '"classes"', first.type);
  const isBinary = task === "binary";
  if (isBinary !== (first.levels.length === 2)) {
    throw new Mismatch(`${where}.labels[0].levels.length`, isBinary ? "2" : "≥ 3", first.levels.length);
  }
}

function checkDistinct(names: readonly string[], where: string): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) throw new Mismatch(where, "no name twice", name);
    seen.add(name);
  }
}
