import {
  describeLaw,
  explain,
  GradusError,
  interactions,
  lawCaption,
  lekProfiles,
  meanImpact,
  outputNames,
  curves,
  permutationImportance,
  qualityWarnings,
  rankFactors,
  reach,
  rowOfTable,
  selectRows,
  sensitivity,
  shapleyValues,
  sobolIndices,
  typesOf,
  typicalRow,
  weightInfluence,
  whatIf,
  type Explanation,
  type Model,
  type Table,
  type Warning,
} from "gradus";
import type { Context } from "../context.js";
import { reportWarnings, warningsJson } from "../failure.js";
import { columnNames, readModel, readRaw, typed, type TableFlags } from "../input.js";
import * as lines from "../output/explain.js";
import { formatPercent, toJson } from "../output/format.js";
import { watchSignals } from "../signals.js";
import { rowsOfPart, type EvaluateFlags } from "./evaluate.js";

/** What `--method` may name. */
export type ExplainMethod =
  | "permutation"
  | "sensitivity"
  | "curves"
  | "miv"
  | "sobol"
  | "shap"
  | "interactions"
  | "lek"
  | "garson"
  | "olden"
  | "all";

/** Flags of `gradus explain`. */
export interface ExplainFlags extends TableFlags {
  method?: ExplainMethod;
  factor?: string[];
  output?: string;
  part?: NonNullable<EvaluateFlags["part"]>;
  /** From 1. */
  rows?: number[];
  seed?: number;
  set?: Map<string, string>;
  target?: number;
  vary?: string[];
  /** From 1. */
  row?: number;
}

/** What a method found: for the JSON object and for a person. */
interface Found {
  json: Record<string, unknown>;
  lines: string[];
  warnings: Warning[];
}

/** What every method is asked with. */
interface Question {
  model: Model;
  table: Table;
  heldOut: Table;
  options: {
    factors?: string[];
    output?: string;
    seed: number;
    signal: AbortSignal;
    onProgress: (done: number, of: number) => void;
  };
  flags: ExplainFlags;
  context: Context;
}

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
  const model = readModel(modelFile);
  const raw = await readRaw(file, flags);
  const table = typed(raw, flags, { types: typesOf(model.encoder), label: model.run.data.labels });
  const held = heldOutOf(model, table, flags.part);
  const watch = watchSignals(context);
  const progress = createProgress(context);
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
  await context.show(
    ...lines.headLines(head, context),
    ...found.lines,
    "",
    `  ${context.out.paint.dim(lawCaption(language))}`,
  );
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

function answer(question: Question): Promise<Found> {
  const { set, target, method } = question.flags;
  if (target !== undefined) return reached(question, target);
  if (set !== undefined) return Promise.resolve(changed(question, set));
  return method === undefined ? overview(question) : METHODS[method](question);
}

async function overview({ model, table, heldOut, options, context }: Question): Promise<Found> {
  const found = await explain(model, table, { ...options, heldOut });
  const { language } = context;
  return {
    json: explanationJson(found, context),
    lines: lines.overviewLines(
      found,
      found.laws.map((law) => describeLaw(law, language)),
      context,
    ),
    warnings: found.warnings,
  };
}

function explanationJson(found: Explanation, { language }: Context): Record<string, unknown> {
  const { permutation, sensitivity: slopes, curves: drawn, laws } = found;
  return {
    ...(permutation === null
      ? {}
      : {
          metric: permutation.metric,
          error: permutation.error,
          importance: permutation.importance,
          groups: permutation.groups,
        }),
    sensitivity: slopes.factors,
    curves: drawn,
    laws: laws.map((law) => ({ ...law, sentence: describeLaw(law, language) })),
  };
}

const METHODS: Readonly<Record<ExplainMethod, (question: Question) => Promise<Found>>> = {
  async permutation({ model, heldOut, options, context }) {
    const found = await permutationImportance(model, heldOut, options);
    const { metric, error, importance, groups } = found;
    return {
      json: { metric, error, importance, groups },
      lines: lines.importanceLines(found, context),
      warnings: [...qualityWarnings(model), ...found.warnings],
    };
  },
  async sensitivity({ model, table, options, context }) {
    const found = await sensitivity(model, table, options);
    return {
      json: { sensitivity: found.factors, sd: found.sd },
      lines: lines.sensitivityLines(found, context),
      warnings: qualityWarnings(model),
    };
  },
  async curves({ model, table, options, context }) {
    const found = await curves(model, table, options);
    return {
      json: { curves: found },
      lines: found.flatMap((curve) => lines.curveLines(curve, context)),
      warnings: qualityWarnings(model),
    };
  },
  async miv({ model, table, options, context }) {
    const found = await meanImpact(model, table, options);
    return {
      json: { miv: found },
      lines: lines.impactLines(found, context),
      warnings: qualityWarnings(model),
    };
  },
  async sobol({ model, options, context }) {
    const found = await sobolIndices(model, options);
    return {
      json: { sobol: found },
      lines: lines.sobolLines(found, context),
      warnings: qualityWarnings(model),
    };
  },
  async shap({ model, table, options, flags, context }) {
    const rows = flags.rows?.map((row) => row - 1);
    const wrong = rows?.find((row) => row >= table.rows);
    if (wrong !== undefined) throw wrongRow("--rows", wrong + 1, table, context);
    const found = await shapleyValues(model, table, { ...options, ...(rows === undefined ? {} : { rows }) });
    return {
      json: { shapley: { ...found, rows: found.rows.map((one) => ({ ...one, row: one.row + 1 })) } },
      lines: lines.shapleyLines(found, rows !== undefined, context),
      warnings: qualityWarnings(model),
    };
  },
  async interactions({ model, table, options, context }) {
    const found = await interactions(model, table, options);
    return {
      json: { interactions: found },
      lines: lines.interactionLines(found, context),
      warnings: qualityWarnings(model),
    };
  },
  lek({ model, table, options, context }) {
    const found = lekProfiles(model, table, options);
    return Promise.resolve({
      json: { lek: found },
      lines: lines.lekLines(found, context),
      warnings: qualityWarnings(model),
    });
  },
  garson: (question) => Promise.resolve(ofWeights(question, "garson")),
  olden: (question) => Promise.resolve(ofWeights(question, "olden")),
  async all(question) {
    const { model, table, heldOut, options, context } = question;
    const first = await overview(question);
    const { factors: _, ...ofAll } = options;
    const rankings = await rankFactors(model, table, { ...ofAll, heldOut });
    return {
      json: { ...first.json, rankings },
      lines: [...first.lines, "", ...lines.rankingLines(rankings, context)],
      warnings: first.warnings,
    };
  },
};

function ofWeights({ model, options, context }: Question, method: "garson" | "olden"): Found {
  const found = weightInfluence(model, options);
  return {
    json: { weights: found },
    lines: lines.weightLines(found, method, context),
    warnings: qualityWarnings(model),
  };
}

function changed({ model, table, options, flags, context }: Question, set: Map<string, string>): Found {
  const row = flags.row === undefined ? typicalRow(model, table) : baseRow(model, table, flags.row, context);
  const found = whatIf(model, row, Object.fromEntries(set), options);
  return {
    json: { whatIf: { row, set: Object.fromEntries(set), ...found } },
    lines: lines.whatIfLines(found, row, set, context),
    warnings: qualityWarnings(model),
  };
}

async function reached({ model, table, options, flags, context }: Question, target: number): Promise<Found> {
  if (flags.row !== undefined) baseRow(model, table, flags.row, context);
  const found = await reach(model, table, target, {
    ...options,
    ...(flags.vary === undefined ? {} : { vary: flags.vary }),
    ...(flags.row === undefined ? {} : { row: flags.row - 1 }),
  });
  const solutions = found.map((one) => ({ ...one, nearest: one.nearest + 1 }));
  return {
    json: { target, solutions },
    lines: lines.solutionLines(solutions, context),
    warnings: qualityWarnings(model),
  };
}

function baseRow(model: Model, table: Table, row: number, context: Context) {
  if (row > table.rows) throw wrongRow("--row", row, table, context);
  return rowOfTable(model, table, row - 1);
}

function wrongRow(option: string, given: number, table: Table, { text }: Context): GradusError {
  return new GradusError("E001", {
    option,
    wanted: text.wantedInteger(1, table.rows),
    given,
    suggestion: "",
  });
}

/** A line on a terminal that says how far the work has come. */
function createProgress({ err, flags, text }: Context) {
  const isWanted = err.isTTY && flags.progress && !flags.quiet;
  let shown = "";
  return {
    update(done: number, of: number): void {
      const line = text.explain.working(formatPercent(done / of, 0));
      if (!isWanted || line === shown) return;
      shown = line;
      void err.write(`\r\u001b[K  ${line}`);
    },
    async clear(): Promise<void> {
      if (shown !== "") await err.write("\r\u001b[K");
    },
  };
}
