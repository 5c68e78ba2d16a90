import { dateInputs } from "./date-inputs.js";
import type { Encoder, FeatureEncoder } from "./encode.js";

/** Names of the rows of X that one feature becomes. */
export function inputsOf(feature: FeatureEncoder): string[] {
  const { name } = feature;
  const inputs = feature.indicator ? [`${name} is missing`] : [];
  if (feature.type === "category") return [...feature.levels.map((level) => `${name}=${level}`), ...inputs];
  if (feature.type === "date") return [...dateInputs(feature), ...inputs];
  const isPair = feature.type === "boolean" && feature.from === "category";
  return [isPair ? `${name}=${feature.levels[1]}` : name, ...inputs];
}

/** For each input whether it is the number of a column of numbers: no level, no date, no sign that a cell is missing. */
export function numberInputs({ features }: Pick<Encoder, "features">): boolean[] {
  return features.flatMap((feature) => inputsOf(feature).map((_, i) => feature.type === "number" && i === 0));
}
