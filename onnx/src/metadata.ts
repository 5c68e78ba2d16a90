import { type Encoder, type Model } from "gradus";
import { inputType } from "./features.js";

/**
 * What a file says about itself, by name: `gradus.version` (that trained), `gradus.task`, `gradus.features` and
 * `gradus.labels` (JSON: name, kind, unit, words), and for classes `gradus.classes` (JSON: names in the order of the
 * probabilities).
 */
export function metadataOf({ encoder, run }: Model): Map<string, string> {
  const classes = encoder.labels.flatMap((label) => (label.type === "classes" ? label.levels : []));
  return new Map([
    ["gradus.version", run.gradus],
    ["gradus.task", encoder.task],
    ["gradus.features", JSON.stringify(encoder.features.map(featureOf))],
    ["gradus.labels", JSON.stringify(encoder.labels.map(labelOf))],
    ...(classes.length === 0 ? [] : ([["gradus.classes", JSON.stringify(classes)]] as const)),
  ]);
}

function featureOf(feature: Encoder["features"][number]): Record<string, unknown> {
  const { name, type, unit } = feature;
  return {
    name,
    kind: type,
    type: inputType(feature),
    unit: type === "date" ? "ms since 1970-01-01 UTC" : unit,
    words: "levels" in feature ? feature.levels : undefined,
  };
}

function labelOf({ name, type, unit }: Encoder["labels"][number]): Record<string, unknown> {
  return { name, kind: type, unit };
}
