import {
  createIntervals,
  hasIntervals,
  type FeatureEncoder,
  type Front,
  type Matrix,
  type Model,
  type Network,
} from "gradus";
import type { Context } from "../context.js";
import { warningsJson } from "../failure.js";
import { readModel } from "../input.js";
import { formatNumber, toJson } from "../output/format.js";
import { familyLines, relevanceLines } from "../output/families.js";
import { headOfModel, networkFacts } from "../head.js";
import { headLines, RATELESS } from "../output/head.js";
import { intervalSentences, intervalsJson } from "../output/intervals.js";
import { metricLines } from "../output/run.js";
import { pairLines, tableLines } from "../output/table.js";
import { familiesJson, labelJson } from "../record.js";

/** Flags of `gradus show`. */
export interface ShowFlags {
  weights?: boolean;
}

/** `gradus show`: columns, network, recipe and metrics of a model, with `--weights` all of W and b. */
export async function show(context: Context, modelFile: string, flags: ShowFlags): Promise<number> {
  const model = readModel(modelFile);
  const { text, out } = context;
  if (context.flags.json) await out.write(`${toJson(modelJson(model, flags.weights === true, context))}\n`);
  await context.show(
    ...headLines(headOfModel(model), context),
    "",
    ...columnLines(model, context),
    "",
    ...(await optionLines(model, context)),
    "",
    ...(model.run.families ? [...familyLines(model, context, true), ""] : []),
    ...metricLines(model, context),
    ...relevanceLines(model.run.relevance, true, context),
    ...(hasIntervals(model)
      ? ["", ...intervalSentences(createIntervals(model), context).map((line) => `  ${line}`)]
      : []),
    ...(flags.weights === true
      ? model.nets.flatMap(({ network }, n) => weightLines(network, n, model.nets.length, context))
      : []),
    "",
    ...pairLines(
      [[text.model, `Gradus ${model.run.gradus}, ${model.run.engine.name} ${model.run.engine.precision}`]],
      out,
    ),
  );
  return 0;
}

function columnLines({ encoder }: Model, { text, out }: Context): string[] {
  const columns = [
    { heading: text.column, align: "left" as const },
    { heading: text.type, align: "left" as const },
    { heading: text.values, align: "left" as const },
  ];
  const rows = encoder.features.map((feature) => [feature.name, text.types[feature.type], valuesOf(feature)]);
  return tableLines(columns, rows, out);
}

const SHOWN_LEVELS = 6;

/** Range or levels that the training rows had. */
function valuesOf(feature: FeatureEncoder): string {
  switch (feature.type) {
    case "number":
      return `${formatNumber(feature.min)} … ${formatNumber(feature.max)}`;
    case "date":
      return `${new Date(feature.min).toISOString().slice(0, 10)} … ${new Date(feature.max).toISOString().slice(0, 10)}`;
    default: {
      const more = feature.levels.length > SHOWN_LEVELS ? `, … (${feature.levels.length})` : "";
      return feature.levels.slice(0, SHOWN_LEVELS).join(", ") + more;
    }
  }
}

/** Options that take part with families only. */
const OF_FOLDS = new Set(["folds", "clamp"]);
/** Options of the length of a step. */
const OF_RATE = new Set(["learningRate", "schedule"]);

/** The options that took part in the training, with what each means. */
async function optionLines({ run }: Model, { text, out, language }: Context): Promise<string[]> {
  const { OF_FAMILIES, optionsEn, optionsZh } = await import("@gradus/figures/report");
  const meanings = language === "zh" ? optionsZh : optionsEn;
  const method = (run.recipe["optimizer"] as { name: string } | undefined)?.name ?? "";
  const rows = Object.entries(run.recipe)
    .filter(([name, value]) => name !== "families" && (value !== null || name === "batch"))
    .filter(([name]) => run.families || !OF_FOLDS.has(name))
    .filter(([name]) => !(run.families && OF_FAMILIES.has(name)))
    .filter(([name]) => !(RATELESS.has(method) && OF_RATE.has(name)))
    .map(([name, value]) => {
      const isAll = name === "batch" && (value === null || value === Infinity);
      const own = name === "name" ? text.families.recipe : (meanings.get(name) ?? "");
      return [name, isAll ? text.partNames.all : recipeValue(value), own];
    });
  const columns = [
    { heading: text.option, align: "left" as const },
    { heading: text.value, align: "left" as const },
    { heading: text.meaning, align: "left" as const, expendable: 1 },
  ];
  return tableLines(columns, rows, out);
}

/** A default as one line: `{"name":"adam","beta2":0.95}` as `adam, beta2 0.95`. */
function recipeValue(value: unknown): string {
  if (value === null) return "–";
  if (Array.isArray(value)) return value.map(recipeValue).join("; ");
  if (typeof value !== "object") return `${value as string | number | boolean}`;
  const entries = Object.entries(value as Record<string, unknown>);
  return entries
    .map(([name, part]) =>
      name === "name" || name === "size" ? recipeValue(part) : `${name} ${recipeValue(part)}`,
    )
    .filter((part) => part !== "parameters ")
    .join(", ");
}

function weightLines(network: Network, n: number, nets: number, { text, out }: Context): string[] {
  const lines: string[] = [];
  for (let l = 1; l <= network.last; l++) {
    const W = network.W[l];
    const alpha = network.alpha?.[l];
    const headings = [
      ...Array.from({ length: W.cols }, (_, j) => ({ heading: `w${j + 1}` })),
      { heading: "b" },
      ...(alpha ? [{ heading: "α" }] : []),
    ];
    const rows = Array.from({ length: W.rows }, (_, i) => [
      ...Array.from(W.data.subarray(i * W.cols, (i + 1) * W.cols), formatNumber),
      formatNumber(network.b[l][i]),
      ...(alpha ? [formatNumber(alpha[i])] : []),
    ]);
    lines.push("", `  ${out.paint.bold(text.weightsOf(n + 1, nets, l))}`, ...tableLines(headings, rows, out));
  }
  return lines;
}

function modelJson(model: Model, withWeights: boolean, context: Context): Record<string, unknown> {
  const { run, task, encoder, nets } = model;
  return {
    schema: 1,
    command: "show",
    gradus: run.gradus,
    data: {
      file: run.data.source,
      rows: run.data.rows,
      features: run.data.features,
      label: labelJson(model),
      task,
    },
    inputs: encoder.inputs,
    split: run.split,
    seed: run.seed,
    network: networkFacts(model),
    recipe: run.recipe,
    engine: run.engine,
    metrics: run.metrics,
    baselines: run.baselines,
    intervals: hasIntervals(model) ? intervalsJson(createIntervals(model)) : null,
    nets: run.nets,
    ...familiesJson(model),
    warnings: warningsJson(run.warnings, context),
    ...(withWeights
      ? { weights: nets.map(({ network, weight }) => ({ weight, ...weightsJson(network) })) }
      : {}),
  };
}

/** W¹, b¹, … as lists; W row by row. α stands with its layer, a front beside the layers. */
function weightsJson({ W, b, skip, alpha, front, last }: Network): Record<string, unknown> {
  const rows = ({ rows: n, cols, data }: Matrix): Float64Array[] =>
    Array.from({ length: n }, (_, i) => data.subarray(i * cols, (i + 1) * cols));
  const layers = Array.from({ length: last }, (_, l) => {
    const own = alpha?.[l + 1];
    return { W: rows(W[l + 1]), b: b[l + 1], ...(own ? { alpha: own } : {}) };
  });
  return {
    layers,
    ...(skip === undefined ? {} : { skip: rows(skip) }),
    ...(front === undefined ? {} : { front: frontJson(front, rows) }),
  };
}

/** What a front is, and its parameters row by row. */
function frontJson(front: Front, rows: (M: Matrix) => Float64Array[]): Record<string, unknown> {
  const { shape, frequency, phase, weight, bias, scale } = front;
  return {
    shape,
    frequency: rows(frequency),
    phase: rows(phase),
    weight: rows(weight),
    bias: rows(bias),
    ...(scale === undefined ? {} : { scale }),
  };
}
