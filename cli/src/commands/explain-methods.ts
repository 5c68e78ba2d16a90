import {
  averageEffects,
  curves,
  describeLaw,
  explain,
  GradusError,
  interactions,
  lekProfiles,
  meanImpact,
  permutationImportance,
  qualityWarnings,
  rankFactors,
  reach,
  rowOfTable,
  sensitivity,
  shapleyValues,
  sobolIndices,
  typicalRow,
  unknownWords,
  weightInfluence,
  whatIf,
  type Explanation,
  type FactorRow,
  type Model,
  type Table,
  type Warning,
} from "gradus";
import type { Context } from "../context.js";
import type { TableFlags } from "../input.js";
import * as methodLines from "../output/explain-methods.js";
import * as lines from "../output/explain.js";
import type { EvaluateFlags } from "./evaluate.js";

/** What `--method` may name. */
export type ExplainMethod =
  | "permutation"
  | "sensitivity"
  | "effects"
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
export interface Found {
  json: Record<string, unknown>;
  lines: string[];
  warnings: Warning[];
}

/** What every method is asked with. */
export interface Question {
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

/** What the flags ask for. */
export function answer(question: Question): Promise<Found> {
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
  const { permutation, sensitivity: slopes, curves: drawn, laws, interactions: pairs } = found;
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
    interactions: pairs,
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
  async effects({ model, table, options, context }) {
    const found = await averageEffects(model, table, options);
    return {
      json: { effects: found },
      lines: methodLines.effectLines(found, context),
      warnings: qualityWarnings(model),
    };
  },
  async curves({ model, table, options, context }) {
    const found = await curves(model, table, options);
    // Of a single flat curve nothing but the label's spread says that it is flat.
    const [label] = model.encoder.labels;
    const spread = label.type === "number" ? label.scale.spread : 1;
    const largest = found.reduce((most, { y }) => Math.max(most, ...y.map(Math.abs)), spread);
    return {
      json: { curves: found },
      lines: found.flatMap((curve) => lines.curveLines(curve, largest, context)),
      warnings: qualityWarnings(model),
    };
  },
  async miv({ model, table, options, context }) {
    const found = await meanImpact(model, table, options);
    return {
      json: { miv: found },
      lines: methodLines.impactLines(found, context),
      warnings: qualityWarnings(model),
    };
  },
  async sobol({ model, options, context }) {
    const found = await sobolIndices(model, options);
    return {
      json: { sobol: found },
      lines: methodLines.sobolLines(found, context),
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
      lines: methodLines.shapleyLines(found, rows !== undefined, context),
      warnings: qualityWarnings(model),
    };
  },
  async interactions({ model, table, options, context }) {
    const found = await interactions(model, table, options);
    return {
      json: { interactions: found },
      lines: methodLines.interactionLines(found, context),
      warnings: qualityWarnings(model),
    };
  },
  lek({ model, table, options, context }) {
    const found = lekProfiles(model, table, options);
    return Promise.resolve({
      json: { lek: found },
      lines: methodLines.lekLines(found, context),
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
      lines: [...first.lines, "", ...methodLines.rankingLines(rankings, context)],
      warnings: first.warnings,
    };
  },
};

function ofWeights({ model, options, context }: Question, method: "garson" | "olden"): Found {
  const found = weightInfluence(model, options);
  return {
    json: { weights: found },
    lines: methodLines.weightLines(found, method, context),
    warnings: qualityWarnings(model),
  };
}

function changed({ model, table, options, flags, context }: Question, set: Map<string, string>): Found {
  const row = flags.row === undefined ? typicalRow(model, table) : baseRow(model, table, flags.row, context);
  const { warnings, ...found } = whatIf(model, row, Object.fromEntries(set), options);
  return {
    json: { whatIf: { row, set: Object.fromEntries(set), ...found } },
    lines: methodLines.whatIfLines(found, row, set, context),
    warnings: [...warnings, ...qualityWarnings(model)],
  };
}

async function reached({ model, table, options, flags, context }: Question, target: number): Promise<Found> {
  const start = flags.row === undefined ? {} : baseRow(model, table, flags.row, context);
  const found = await reach(model, table, target, {
    ...options,
    ...(flags.vary === undefined ? {} : { vary: flags.vary }),
    ...(flags.row === undefined ? {} : { row: flags.row - 1 }),
  });
  const solutions = found.map((one) => ({ ...one, nearest: one.nearest + 1 }));
  return {
    json: { target, solutions },
    lines: methodLines.solutionLines(solutions, context),
    warnings: [...unknownWords(model, start), ...qualityWarnings(model)],
  };
}

function baseRow(model: Model, table: Table, row: number, context: Context): FactorRow {
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
