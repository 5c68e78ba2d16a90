import type { Matrix } from "gradus";
import { edgePart } from "../learn/parts.js";
import { upTo } from "../learn/stops.js";
import type { Layout } from "./layout.js";

/** A connection of the figure. */
export interface EdgeLine {
  part: string;
  /** Number of the layer that it leads to. */
  l: number;
  value: number;
  x1: number;
  y1: number;
  x2: number;
  y2: number;
  /** Where its number stands. */
  x: number;
  y: number;
  /** Its size as a share of the largest, 0 … 1. */
  share: number;
}

/**
 * The connections of all layers.
 *
 * @param edges number of each, `edges[l]`: sizes[l] × sizes[l−1]
 */
export function linesOf(sizes: readonly number[], edges: readonly Matrix[], layout: Layout): EdgeLine[] {
  const largest = Math.max(
    1e-12,
    ...edges.slice(1).map(({ data }) => data.reduce((a, v) => Math.max(a, Math.abs(v) || 0), 0)),
  );
  return upTo(sizes.length - 1).flatMap((l) =>
    upTo(sizes[l]).flatMap((i) =>
      upTo(sizes[l - 1]).map((j) => {
        const value = edges[l].data[(i - 1) * edges[l].cols + j - 1];
        const [x1, y1, x2, y2] = [layout.x(l - 1), layout.y(l - 1, j), layout.x(l), layout.y(l, i)];
        const at = layout.labelAt(l);
        const share = Number.isFinite(value) ? Math.min(1, Math.abs(value) / largest) : 1;
        const place = { x: x1 + at * (x2 - x1), y: y1 + at * (y2 - y1) };
        return { part: edgePart(l, i, j), l, value, x1, y1, x2, y2, ...place, share };
      }),
    ),
  );
}
