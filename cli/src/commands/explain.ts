import { GradusError, lawCaption, outputNames, selectRows, typesOf, type Model, type Table } from "gradus";
import type { Context } from "../context.js";
import { reportWarnings, warningsJson } from "../failure.js";
import { columnNames, readModel, readRaw, typed } from "../input.js";
import { headLines } from "../output/explain.js";
import { toJson } from "../output/format.js";
import { createWorkLine } from "../output/work-line.js";
import { watchSignals } from "../signals.js";
import { checkExplainFlags } from "./explain-flags.js";
import { rowsOfPart, type EvaluateFlags } from "./evaluate.js";
import { answer, type ExplainFlags, type Found, type Question } from "./explain-methods.js";

/**
 * `gradus explain`: which factors matter, and how the answer goes with each; with `--set` or `--target`, what the model answers if
 * factors change, or for which values it gives a wanted answer.
 *
 * @returns 0, or 130 or 143 after a signal
 */
export async function explainModel(
  context: Context,
  modelFile: string,
  file: string,
  flags: ExplainFlags,
): Promise<number> {
  checkExplainFlags(flags);
  const model = readModel(modelFile);
  const raw = await readRaw(file, flags);
  const table = typed(raw, flags, { types: typesOf(model.encoder), label: model.run.data.labels });
  const held = heldOutOf(model, table, flags.part);
  const watch = watchSignals(context);
  const progress = createWorkLine(context, context.text.explain.working);
  const question: Question = {
    model,
    table,
    heldOut: held.table,
    options: {
      ...(flags.factor === undefined ? {} : { factors: columnNames(flags.factor, raw) }),
      ...(flags.output === undefined ? {} : { output: flags.output }),
      seed: flags.seed ?? 0,
      signal: watch.signal,
      onProgress: progress.update,
    },
    flags: flags.vary === undefined ? flags : { ...flags, vary: columnNames(flags.vary, raw) },
    context,
  };
  let found: Found;
  try {
    found = await answer(question);
  } catch (error) {
    const code = watch.code();
    if (code === undefined) throw error;
    return code;
  } finally {
    watch.release();
    await progress.clear();
  }
  await report(question, held, found);
  return 0;
}

async function report(
  { model, table, flags, context }: Question,
  held: HeldOut,
  found: Found,
): Promise<void> {
  const { language } = context;
  const warnings = [...table.warnings, ...found.warnings];
  await reportWarnings(warnings, context);
  const output = flags.output ?? outputNames(model.encoder)[model.task === "binary" ? 1 : 0];
  if (context.flags.json) {
    const json = {
      schema: 1,
      command: "explain",
      data: { file: table.source, rows: table.rows },
      heldOut: { part: held.part, rows: held.table.rows },
      output,
      ...found.json,
      caption: lawCaption(language),
      warnings: warningsJson(warnings, context),
    };
    await context.out.write(`${toJson(json)}\n`);
  }
  const head = { file: table.source, rows: table.rows, heldRows: held.table.rows, part: held.part, output };
  const basis = basisOf(flags, context);
  await context.show(
    ...headLines({ ...head, ...(basis === undefined ? {} : { basis }) }, context),
    ...found.lines,
    "",
    `  ${context.out.paint.dim(lawCaption(language))}`,
  );
}

/** What a question is answered on; undefined where that is the rows for permutation importance. */
function basisOf({ method, set, target, row }: ExplainFlags, { text }: Context): string | undefined {
  const { table, ranges, weights, typical, one, search } = text.explain.basis;
  if (set !== undefined || target !== undefined)
    return row === undefined ? (set === undefined ? search : typical) : one(row);
  switch (method) {
    case undefined:
    case "permutation":
    case "all":
      return undefined;
    case "sobol":
      return ranges;
    case "garson":
    case "olden":
      return weights;
    default:
      return table;
  }
}

/** Rows for permutation importance, and which they are. */
interface HeldOut {
  table: Table;
  part: NonNullable<EvaluateFlags["part"]>;
}

/** The part asked for; else the test rows of the training, or those of its validation; all rows where they are not found. */
function heldOutOf(model: Model, table: Table, part: ExplainFlags["part"]): HeldOut {
  if (part === "all") return { table, part };
  if (part !== undefined) return { table: selectRows(table, rowsOfPart(model, table, part)), part };
  const { split } = model.run;
  const wanted = split.test > 0 ? "test" : split.validation > 0 ? "validation" : "all";
  if (wanted === "all") return { table, part: wanted };
  try {
    return { table: selectRows(table, rowsOfPart(model, table, wanted)), part: wanted };
  } catch (error) {
    if (!(error instanceof GradusError)) throw error;
    return { table, part: "all" };
  }
}
