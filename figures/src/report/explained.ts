import {
  createRandom,
  explain,
  factorMap,
  lekProfiles,
  meanImpact,
  outsideFactors,
  rankingsOf,
  selectRows,
  sobolIndices,
  weightInfluence,
  type Explanation,
  type FactorMap,
  type Impact,
  type Model,
  type Rankings,
  type Table,
} from "gradus";
import type { Assessed } from "./assessed.js";

/** What was found about the influence of factors. */
export interface Explained extends Explanation {
  /** Rows that sensitivity, curves and MIV look at, of all rows of the table; the seed that drew them. */
  rows: number;
  of: number;
  seed: number;
  /** What the permutation looked at. */
  held: { part: "test" | "validation" | "all"; rows: number };
  impacts: Impact[];
  rankings: Rankings | null;
  /** The two strongest factors at once. */
  map: FactorMap | null;
  /** Rows of the table that lie outside the training range in some factor. */
  outside: number;
}

/** How factors are explained for a report. */
export interface ExplainedOptions {
  /** Of the draw of rows and of the permutations. @default 0 */
  seed?: number;
  /** Leaves out MIV, the map, and the rankings by several methods. @default false */
  quick?: boolean;
  signal?: { readonly aborted: boolean; readonly reason?: unknown };
  onProgress?: (share: number) => void;
}

/** Multiplications that may be spent: about 20 s each. */
const BUDGET = { float64: 1e9, float32: 2e10 } as const;
const [LEAST, MOST] = [200, 2000]; // rows
const PASSES = 12; // of all rows for each factor: ten permutations, and both ends of the intervals of ALE
const SOBOL_POINTS = 512;

/** Importance, laws and rankings of a model on rows of a table. */
export async function explainFor(
  model: Model,
  table: Table,
  { again }: Assessed,
  options: ExplainedOptions,
): Promise<Explained> {
  const { seed = 0, quick = false, signal, onProgress } = options;
  const most = rowsFor(model);
  const some = drawn(table, most, seed);
  const part =
    again === null
      ? "all"
      : again.split.test.length > 0
        ? "test"
        : again.split.validation.length > 0
          ? "validation"
          : "all";
  const rows = part === "all" ? null : again!.split[part];
  const heldOut = drawn(rows === null ? table : selectRows(table, rows), most, seed);
  const step = (from: number, to: number) => ({
    seed,
    ...(signal === undefined ? {} : { signal }),
    onProgress: (done: number, of: number) => onProgress?.(from + ((to - from) * done) / of),
  });
  const found = await explain(model, some, { heldOut, ...step(0, quick ? 1 : 0.7) });
  const base = {
    ...found,
    rows: some.rows,
    of: table.rows,
    seed,
    held: { part, rows: heldOut.rows },
    outside: outsideFactors(model.encoder, table).filter((own) => own.length > 0).length,
  } as const;
  if (quick) return { ...base, impacts: [], rankings: null, map: null };
  const impacts = await meanImpact(model, some, step(0.7, 0.8));
  const sobol = await sobolIndices(model, { points: SOBOL_POINTS, ...step(0.8, 0.9) });
  const [lek, weights] = [lekProfiles(model, some), weightInfluence(model)];
  const rankings = rankingsOf(model, { ...found, impacts, sobol, lek, weights });
  return { ...base, impacts, rankings, map: await mapOf(model, some, found, step(0.9, 1)) };
}

/** The map of the two strongest factors that are numbers. */
async function mapOf(
  model: Model,
  table: Table,
  { permutation, sensitivity, curves }: Explanation,
  options: Parameters<typeof factorMap>[3],
): Promise<FactorMap | null> {
  const scores = permutation
    ? permutation.importance.map(({ factor, mean }) => [factor, mean] as const)
    : sensitivity.factors.map(({ factor, strength }) => [factor, strength] as const);
  const numbers = new Set(curves.filter(({ kind }) => kind === "number").map(({ factor }) => factor));
  const [a, b] = scores
    .toSorted((one, two) => two[1] - one[1])
    .map(([factor]) => factor)
    .filter((factor) => numbers.has(factor));
  return b === undefined ? null : factorMap(model, table, [a, b], { pdRows: 50, points: 11, ...options });
}

/** Rows that the time allows: as many as the nets' size leaves, 200 at least, 2000 at most. */
function rowsFor({ nets, encoder, run }: Model): number {
  const parameters = nets.reduce((sum, { network }) => sum + network.parameters.length, 0);
  const rows = BUDGET[run.engine.precision] / (parameters * encoder.features.length * PASSES);
  return Math.round(Math.max(LEAST, Math.min(MOST, rows)));
}

/** At most so many rows of a table, drawn without replacement, in their order. */
function drawn(table: Table, most: number, seed: number): Table {
  if (table.rows <= most) return table;
  const all = Uint32Array.from({ length: table.rows }, (_, r) => r);
  return selectRows(table, createRandom(seed).shuffle(all).slice(0, most).sort());
}
