import {
  checkGradient,
  encodeX,
  encodeY,
  GradusError,
  matchColumns,
  typesOf,
  usableRows,
  type GradientCheck,
  type LossSpec,
} from "gradus";
import type { Context } from "../context.js";
import { reportWarnings } from "../failure.js";
import { readModel, readRaw, typed, type TableFlags } from "../input.js";
import { toJson } from "../output/format.js";
import { pairLines } from "../output/table.js";

/** Flags of `gradus gradcheck`. */
export interface GradcheckFlags extends TableFlags {
  tol?: number;
  rows?: number;
}

const TOLERANCE = 1e-6;
const ROWS = 32;

/** At most so many rows, evenly spread over the table: a sorted table then shows all its classes. */
function spread(rows: Int32Array, limit: number): Int32Array {
  const count = Math.min(limit, rows.length);
  return Int32Array.from({ length: count }, (_, i) => rows[Math.floor((i * rows.length) / count)]);
}

/**
 * `gradus gradcheck`: compares ∂L/∂w of back-propagation with central differences, for every parameter of every net, on the
 * rows spread over a table.
 *
 * @throws GradusError E011 (exit code 1) if one differs by more than the tolerance
 */
export async function gradcheck(
  context: Context,
  modelFile: string,
  file: string,
  flags: GradcheckFlags,
): Promise<number> {
  const { text, out } = context;
  const { tol = TOLERANCE, rows: limit = ROWS } = flags;
  const model = readModel(modelFile);
  const { encoder, run } = model;
  const table = typed(await readRaw(file, flags), flags, { types: typesOf(encoder), label: run.data.labels });
  await reportWarnings([...table.warnings, ...matchColumns(encoder, table).warnings], context);
  const rows = spread(usableRows(table, run.data.labels, { least: 1, share: 1 }).rows, limit);
  const [X, Y] = [encodeX(encoder, table, rows), encodeY(encoder, table, rows)];
  const loss = run.recipe["loss"] as LossSpec;
  const checks = model.nets.map(({ network }) => checkGradient(network, X, Y, loss));
  const worst = checks.reduce((a, b) => (b.maxRelativeError <= a.maxRelativeError ? a : b));
  const isPassed = worst.maxRelativeError <= tol;
  if (context.flags.json)
    await out.write(
      `${toJson({ ...checkJson(checks, worst, loss), rows: rows.length, tolerance: tol, passed: isPassed })}\n`,
    );
  const [checked, skipped] = [sum(checks, "checked"), sum(checks, "skipped")];
  await context.show(
    ...pairLines(
      [
        [text.data, `${table.source}  ${text.rows(rows.length)}${text.comma}${loss.name}`],
        [text.network, text.checked(checked, skipped)],
        [text.worst, `${worst.maxRelativeError.toExponential(2)}  ${nameOf(worst)}`],
      ],
      out,
    ),
  );
  if (isPassed) {
    await context.show(`  ${out.paint.green(`✓ ${text.passed}`)}`);
    return 0;
  }
  throw new GradusError("E011", {
    error: worst.maxRelativeError.toExponential(2),
    parameter: nameOf(worst),
    tolerance: tol.toExponential(0),
    analytic: worst.worst?.analytic ?? Number.NaN,
    numeric: worst.worst?.numeric ?? Number.NaN,
  });
}

/** `W2[1,3]`, rows and columns from 1. */
function nameOf({ worst }: GradientCheck): string {
  if (worst === undefined) return "";
  const { name, layer, row, column } = worst;
  return name === "b" ? `b${layer}[${row}]` : `${name}${layer}[${row},${column}]`;
}

function sum(checks: readonly GradientCheck[], what: "checked" | "skipped"): number {
  return checks.reduce((total, check) => total + check[what], 0);
}

function checkJson(
  checks: readonly GradientCheck[],
  worst: GradientCheck,
  loss: LossSpec,
): Record<string, unknown> {
  return {
    schema: 1,
    command: "gradcheck",
    loss: loss.name,
    checked: sum(checks, "checked"),
    skipped: sum(checks, "skipped"),
    maxRelativeError: worst.maxRelativeError,
    worst: worst.worst ?? null,
  };
}
