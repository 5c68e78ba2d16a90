import type { Matrix } from "../matrix.js";
import type { Model } from "../model/model.js";
import type { Table } from "../table/table.js";
import { chosen, copyMatrix, designOf, type Design } from "./factors.js";
import { mean } from "./statistics.js";
import { createSurface, type Surface, type SurfaceOptions } from "./surface.js";
import { Work, type WorkOptions } from "./work.js";

/** How `interactions` is asked. */
export interface InteractionOptions extends SurfaceOptions, WorkOptions {
  /** @default all */
  factors?: readonly string[];
  /** Rows; the model is asked rows² times for each factor and each pair. @default 100 */
  rows?: number;
  /** @default 0 */
  seed?: number;
}

/** How much two factors act together. */
export interface Interaction {
  factors: [string, string];
  /** Friedman's H², the share of their common law that is not the sum of two: 0 for none, 1 for nothing else. */
  h2: number;
  /** `√(mean of the squared difference)`, in the output's unit: an H² of a law that is almost flat is nothing. */
  size: number;
}

/**
 * Interactions by Friedman's H² (Friedman & Popescu 2008, eq. 44): `Σ (PD_jk − PD_j − PD_k)² / Σ PD_jk²`, partial dependences centred
 * and taken at the rows.
 *
 * @returns every pair, the largest `size` first
 * @throws GradusError E650 or E651 for an unknown factor or output, and as `predict`
 */
export async function interactions(
  model: Model,
  table: Table,
  options: InteractionOptions = {},
): Promise<Interaction[]> {
  const { rows: limit = 100, seed = 0 } = options;
  const surface = createSurface(model, options);
  const design = designOf(model, table, { limit, seed });
  const which = chosen(design.factors, options.factors);
  const work = new Work((which.length * (which.length + 1)) / 2, options);
  const alone: Float64Array[] = [];
  for (const j of which) {
    alone.push(atRows(surface, design, [j]));
    await work.step();
  }
  const found: Interaction[] = [];
  for (let a = 0; a < which.length; a++) {
    for (let b = a + 1; b < which.length; b++) {
      const both = atRows(surface, design, [which[a], which[b]]);
      const squares = mean(both.map((y, s) => (y - alone[a][s] - alone[b][s]) ** 2));
      const all = mean(both.map((y) => y * y));
      const [A, B] = [design.factors[which[a]].name, design.factors[which[b]].name];
      found.push({ factors: [A, B], h2: all > 0 ? squares / all : 0, size: Math.sqrt(squares) });
      await work.step();
    }
  }
  return found.toSorted((x, y) => y.size - x.size);
}

/** Partial dependence on some factors at the values that each row has of them, centred. */
function atRows(surface: Surface, { factors, X }: Design, members: readonly number[]): Float64Array {
  const pd = new Float64Array(X.cols);
  const M: Matrix = copyMatrix(X);
  for (let s = 0; s < X.cols; s++) {
    for (const j of members) {
      const { from, count } = factors[j];
      for (let i = from; i < from + count; i++) {
        M.data.fill(X.data[i * X.cols + s], i * X.cols, (i + 1) * X.cols);
      }
    }
    pd[s] = mean(surface.answer(M));
  }
  const center = mean(pd);
  return pd.map((y) => y - center);
}
