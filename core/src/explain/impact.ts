import type { Model } from "../model/model.js";
import type { Table } from "../table/table.js";
import { presentOf } from "./curve.js";
import { chosen, copyMatrix, designOf, encodeValues, type Design } from "./factors.js";
import { deviation, mean, spread } from "./statistics.js";
import { createSurface, type Answers, type Surface, type SurfaceOptions } from "./surface.js";
import { Work, type WorkOptions } from "./work.js";

/** How `meanImpact` is asked. */
export interface ImpactOptions extends SurfaceOptions, WorkOptions {
  /** @default all that are numbers */
  factors?: readonly string[];
  /** Share of its own value by which each value is raised and lowered. @default 0.1 */
  share?: number;
  /** Share of the factor's standard deviation. @default 0.1 */
  deviations?: number;
  /** Rows at most; of more, so many are drawn. @default 5000 */
  rows?: number;
  /** @default 0 */
  seed?: number;
}

/** Mean impact value of one factor. */
export interface Impact {
  factor: string;
  unit?: string;
  /** Mean of `f(1.1 x) − f(0.9 x)`, in the output's unit; null where x is 0 or of both signs, as a share then says nothing. */
  miv: number | null;
  /** Mean of `f(x + 0.1 sd) − f(x − 0.1 sd)`, in the output's unit. */
  mivDeviation: number;
  /** Standard deviation over the rows of what the second is the mean of. */
  sd: number | null;
  /** The second in each net. */
  ofNets: number[];
}

/**
 * Mean impact value (MIV, 平均影响值): every value of a factor is raised and lowered by a tenth, and the mean difference of the answers
 * is taken; once as a share of the value, as textbooks have it, once as a share of the standard deviation, which holds for values of
 * any sign.
 *
 * @throws GradusError E650 or E651 for an unknown factor or output, and as `predict`
 */
export async function meanImpact(model: Model, table: Table, options: ImpactOptions = {}): Promise<Impact[]> {
  const { share = 0.1, deviations = 0.1, rows: limit = 5000, seed = 0 } = options;
  const surface = createSurface(model, options);
  const design = designOf(model, table, { limit, seed });
  const which = chosen(design.factors, options.factors).filter((j) => design.factors[j].kind === "number");
  const work = new Work(which.length, options);
  const found: Impact[] = [];
  for (const j of which) {
    const { name, unit } = design.factors[j];
    const values = design.values[j];
    const present = presentOf(values);
    const step = deviations * spread(present);
    const isOfOneSign = present.every((x) => x > 0) || present.every((x) => x < 0);
    const byDeviation = difference(
      surface,
      design,
      j,
      (x) => x + step,
      (x) => x - step,
    );
    const byShare = isOfOneSign
      ? difference(
          surface,
          design,
          j,
          (x) => x * (1 + share),
          (x) => x * (1 - share),
        )
      : undefined;
    found.push({
      factor: name,
      ...(unit === undefined ? {} : { unit }),
      miv: byShare === undefined ? null : mean(byShare.mean),
      mivDeviation: mean(byDeviation.mean),
      sd: deviation(byDeviation.mean),
      ofNets: byDeviation.each.map(mean),
    });
    await work.step();
  }
  return found;
}

type Move = (x: number) => number;

/** Difference of the answers with the factor moved up and moved down; missing values stay missing. */
function difference(surface: Surface, design: Design, j: number, up: Move, down: Move): Answers {
  const { factors, values, X } = design;
  const moved = (move: Move): Answers => {
    const M = copyMatrix(X);
    M.data.set(encodeValues(factors[j], values[j].map(move)).data, factors[j].from * X.cols);
    return surface.answers(M);
  };
  const [high, low] = [moved(up), moved(down)];
  const less = (a: Float64Array, b: Float64Array): Float64Array => a.map((y, s) => y - b[s]);
  return { mean: less(high.mean, low.mean), each: high.each.map((y, k) => less(y, low.each[k])) };
}
