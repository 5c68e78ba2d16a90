import type { Scale } from "gradus";
import type { GraphBuilder } from "./builder.js";

/** Where the smooth clip flattens, and beyond what the square of u is not needed: as the encoder has them. */
const CLIP = 3;
const FAR = 1e8;

/** `u = (x − center) / spread`. */
export interface Affine {
  center: number;
  spread: number;
}

/**
 * Adds `u = (x − center) / spread` to a graph, in float64, and the smooth clip if the scale has one: `u / √(1 + (u/3)²)`.
 *
 * @param x name of a double tensor without NaN
 * @returns name of u, double
 */
export function addScale(g: GraphBuilder, x: string, { center, spread, clip }: Scale): string {
  const u = addAffine(g, x, { center, spread });
  if (!clip) return u;
  const near = g.add("Clip", [u, g.scalar(-FAR, "double"), g.scalar(FAR, "double")]);
  const part = g.add("Div", [near, g.scalar(CLIP, "double")]);
  const one = g.scalar(1, "double");
  const root = g.add("Sqrt", [g.add("Add", [one, g.add("Mul", [part, part])])]);
  return g.add("Div", [near, root]);
}

/** Adds `(x − center) / spread` to a graph, leaving out what does nothing. */
export function addAffine(g: GraphBuilder, x: string, { center, spread }: Affine): string {
  const shifted = center === 0 ? x : g.add("Sub", [x, g.scalar(center, "double")]);
  return spread === 1 ? shifted : g.add("Div", [shifted, g.scalar(spread, "double")]);
}
