import type { FeatureEncoder } from "gradus";
import type { GraphBuilder } from "./builder.js";
import { addDate } from "./dates.js";
import type { ElementType } from "./graph.js";
import { addAffine, addScale, type Affine } from "./scaling.js";

/** Operator set of ONNX's own operators on words. */
export const ML_DOMAIN = "ai.onnx.ml";
export const ML_OPSET = 3;

type Feature<T extends FeatureEncoder["type"]> = Extract<FeatureEncoder, { type: T }>;

/** Type of the graph's input for a column: words as string; numbers, dates and booleans as double. */
export function inputType(feature: FeatureEncoder): ElementType {
  return areWords(feature) ? "string" : "double";
}

/**
 * Adds to a graph what the encoder makes of one column.
 *
 * @param feature how the encoder takes the column
 * @param x       name of the input, rows × 1
 * @returns names of float tensors, rows × n each, in the order of the encoder's inputs; and for each of those inputs by what
 *   it was shifted and divided beyond what the encoder does
 */
export function addFeature(
  g: GraphBuilder,
  feature: FeatureEncoder,
  x: string,
): { parts: string[]; moved: Affine[] } {
  const { parts, moved } = addValues(g, feature, x);
  if (!feature.indicator) return { parts, moved };
  const isMissing = areWords(feature) ? addWords(g, x, [["", 1]]) : g.cast(g.add("IsNaN", [x]), "float");
  return { parts: [...parts, isMissing], moved: [...moved, STILL] };
}

/** What is neither shifted nor divided. */
const STILL: Affine = { center: 0, spread: 1 };

function addValues(
  g: GraphBuilder,
  feature: FeatureEncoder,
  x: string,
): { parts: string[]; moved: Affine[] } {
  switch (feature.type) {
    case "number": {
      const moved = moveOf(feature);
      const scaled = addScale(g, orElse(g, x, feature.fill), feature.scale);
      return { parts: [g.cast(addAffine(g, scaled, moved), "float")], moved: [moved] };
    }
    case "date": {
      const moved = moveOf(feature);
      const { year, angles } = addDate(g, orElse(g, x, feature.fill), feature);
      const scaled = addAffine(g, addScale(g, year, feature.scale), moved);
      return { parts: [g.cast(scaled, "float"), ...angles], moved: [moved, ...angles.map(() => STILL)] };
    }
    case "category": {
      const hot = g.add(
        "OneHotEncoder",
        [x],
        { cats_strings: feature.levels, zeros: 1n },
        { domain: ML_DOMAIN },
      );
      const flat = g.add("Reshape", [hot, g.integers([-1, feature.levels.length])]);
      return { parts: [flat], moved: feature.levels.map(() => STILL) };
    }
    case "boolean":
      return { parts: [addPair(g, feature, x)], moved: [STILL] };
    default:
      return feature satisfies never;
  }
}

/** −1 and +1 of two words, or of 0 and 1; 0 for a missing cell and for an unknown word. */
function addPair(g: GraphBuilder, { from, levels }: Feature<"boolean">, x: string): string {
  if (from === "category")
    return addWords(g, x, [
      [levels[0], -1],
      [levels[1], 1],
    ]);
  const half = g.scalar(0.5, "double");
  const sign = g.add("Sign", [g.add("Sub", [orElse(g, x, 0.5), half])]);
  return g.cast(sign, "float");
}

/** A number for each of some words, 0 for all others. */
function addWords(g: GraphBuilder, x: string, numbers: readonly (readonly [string, number])[]): string {
  const attributes = {
    keys_strings: numbers.map(([word]) => word),
    values_floats: numbers.map(([, value]) => value),
    default_float: 0,
  };
  return g.add("LabelEncoder", [x], attributes, { domain: ML_DOMAIN });
}

/** x, or the given number where x is NaN. */
function orElse(g: GraphBuilder, x: string, fill: number): string {
  return g.add("Where", [g.add("IsNaN", [x]), g.scalar(fill, "double"), x]);
}

/**
 * A column that is not scaled may lie far from 0, beyond what float32 tells apart: it is brought to −1 … 1 over the training
 * rows, and the first layer's weights are changed to match.
 */
function moveOf(feature: Feature<"number" | "date">): Affine {
  const { scale, type, min, max } = feature;
  if (scale.name !== "none" || scale.clip) return STILL;
  const [low, high] = type === "date" ? [yearNear(min), yearNear(max)] : [min, max];
  const spread = (high - low) / 2;
  return { center: low + spread, spread: spread > 0 ? spread : 1 };
}

/** The year of a time, to about a day. */
function yearNear(time: number): number {
  return 1970 + time / (365.2425 * 86_400_000);
}

function areWords(feature: FeatureEncoder): boolean {
  return feature.type === "category" || (feature.type === "boolean" && feature.from === "category");
}
