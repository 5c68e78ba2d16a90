import { mkdirSync } from "node:fs";
import { extname, join } from "node:path";
import {
  figureKinds,
  figuresOf,
  partsOf,
  type FigureName,
  type FigureRequest,
  type PartTables,
} from "@gradus/figures";
import { GradusError, typesOf, type Model, type Warning } from "gradus";
import type { Context } from "../context.js";
import { reportWarnings, warningsJson } from "../failure.js";
import { columnNames, readModel, readRaw, typed, type TableFlags } from "../input.js";
import { formatBytes, toJson } from "../output/format.js";
import { toPng } from "../output/png.js";
import { pairLines, tableLines } from "../output/table.js";
import { createWorkLine } from "../output/work-line.js";
import { checkWritable, refuseOverwriting, writeFileAtomic } from "../output/writer.js";
import { watchSignals } from "../signals.js";
import { rowsOfPart } from "./evaluate.js";

/** Flags of `gradus plot`. */
export interface PlotFlags extends TableFlags {
  figure?: FigureName | "all";
  out?: string;
  format?: Format;
  part?: "all" | "train" | "validation" | "test" | "folds";
  factor?: string[];
  output?: string;
  width?: number;
  theme?: "light" | "dark";
  seed?: number;
}

type Format = "svg" | "png";

/** A figure that was written. */
interface Written {
  figure: FigureName;
  /** Null on standard output. */
  path: string | null;
  bytes: number;
}

/** A figure that a model or table does not allow after all. */
interface LeftOut {
  figure: FigureName;
  reason: string;
}

/**
 * `gradus plot`: a figure of a model as SVG or PNG; all that fit, into a folder; without `--figure` the list of those that fit.
 *
 * @returns 0, or 130 or 143 after a signal
 * @throws GradusError E007 for a figure that does not fit the model or needs a table, E012 if the rows of a part are not found
 */
export async function plot(
  context: Context,
  modelFile: string,
  file: string | undefined,
  flags: PlotFlags,
): Promise<number> {
  const model = readModel(modelFile);
  if (flags.figure === undefined) return list(context, model);
  const names = wanted(flags.figure, model, file, context);
  const target = targetOf(flags, context);
  for (const path of target.folder === undefined ? [target.path] : [])
    if (path !== undefined) {
      refuseOverwriting(path, [modelFile, file]);
      checkWritable(path);
    }
  const { parts, request, warnings } = await requestOf(model, file, flags, context);
  const watch = watchSignals(context);
  const progress = createWorkLine(context, context.text.explain.working);
  const work = { signal: watch.signal, onProgress: progress.update };
  const written: Written[] = [];
  const leftOut: LeftOut[] = [];
  try {
    for (const name of names) {
      const figure = await drawn(name, { ...request, work }, leftOut, names.length > 1);
      await progress.clear();
      if (figure !== undefined) written.push(await write(name, figure, target, context));
    }
  } catch (error) {
    const code = watch.code();
    if (code === undefined) throw error;
    return code;
  } finally {
    watch.release();
    await progress.clear();
  }
  await report(context, { file, rows: parts.all?.rows ?? null, written, leftOut, warnings });
  return 0;
}

/** The figures that fit a model, each with a sentence. */
async function list(context: Context, model: Model): Promise<number> {
  const { text, out } = context;
  const names = figuresOf(model);
  if (context.flags.json) {
    const figures = names.map((figure) => ({
      figure,
      needs: figureKinds[figure].needs,
      about: text.plot.about[figure],
    }));
    await out.write(`${toJson({ schema: 1, command: "plot", task: model.task, figures })}\n`);
  }
  const columns = [
    { heading: text.plot.figure, align: "left" as const },
    { heading: text.plot.shows, align: "left" as const },
  ];
  const rows = names.map((name) => [name, text.plot.about[name]]);
  await context.show(text.plot.fitting, "", ...tableLines(columns, rows, out), "", `  ${text.plot.example}`);
  return 0;
}

/** The names asked for. @throws GradusError if one does not fit the model, or needs a table that is not there */
function wanted(
  figure: FigureName | "all",
  model: Model,
  file: string | undefined,
  { text }: Context,
): FigureName[] {
  const fitting = figuresOf(model);
  const isReady = (name: FigureName): boolean => file !== undefined || figureKinds[name].needs === "model";
  if (figure === "all")
    return fitting.filter((name) => isReady(name) && figureKinds[name].needs !== "training");
  if (!fitting.includes(figure))
    throw new GradusError("E007", { reason: text.plot.unfit(figure, fitting.join(", ")) });
  if (!isReady(figure)) throw new GradusError("E007", { reason: text.plot.needsTable(figure) });
  return [figure];
}

/** Where figures go: a file, a folder, or standard output. */
interface Target {
  format: Format;
  path?: string;
  folder?: string;
}

function targetOf({ figure, out, format }: PlotFlags, { text, flags }: Context): Target {
  if (figure === "all") {
    if (out === undefined) throw new GradusError("E007", { reason: text.plot.needsFolder });
    if ([".svg", ".png"].includes(extname(out).toLowerCase()))
      throw new GradusError("E001", {
        option: "--out",
        wanted: text.plot.wantedFolder,
        given: out,
        suggestion: "",
      });
    mkdirSync(out, { recursive: true });
    return { folder: out, format: format ?? "svg" };
  }
  const end = out === undefined ? "" : extname(out).toLowerCase();
  if (format === undefined && out !== undefined && end !== ".svg" && end !== ".png")
    throw new GradusError("E001", {
      option: "--out",
      wanted: text.plot.wantedFile,
      given: out,
      suggestion: "",
    });
  if (out === undefined && (format === "png" || flags.json))
    throw new GradusError("E007", { reason: text.plot.needsFile });
  return { format: format ?? (end === ".png" ? "png" : "svg"), ...(out === undefined ? {} : { path: out }) };
}

async function requestOf(
  model: Model,
  file: string | undefined,
  flags: PlotFlags,
  context: Context,
): Promise<{ parts: PartTables; request: FigureRequest; warnings: Warning[] }> {
  const { width = 640, theme = "light", output, seed } = flags;
  const options = { language: context.language, width, theme, standalone: true } as const;
  const own = { ...(output === undefined ? {} : { output }), ...(seed === undefined ? {} : { seed }) };
  if (file === undefined) return { parts: {}, request: { model, parts: {}, options, ...own }, warnings: [] };
  const raw = await readRaw(file, flags);
  const table = typed(raw, flags, { types: typesOf(model.encoder), label: model.run.data.labels });
  const parts = partsOf(model, table);
  const part = partOf(model, parts, flags, context);
  return {
    parts,
    request: {
      model,
      parts,
      options,
      ...own,
      ...(part === undefined ? {} : { part }),
      ...(flags.factor === undefined ? {} : { factors: columnNames(flags.factor, raw) }),
    },
    warnings: table.warnings,
  };
}

/** The part asked for. @throws GradusError if its rows are not there */
function partOf(model: Model, parts: PartTables, { part }: PlotFlags, { text }: Context) {
  if (part === undefined || part === "all") return part;
  if (part === "folds") {
    if (model.outOfFold !== undefined) return "outOfFold";
    throw new GradusError("E007", { reason: text.plot.noFolds });
  }
  if (parts[part] !== undefined) return part;
  rowsOfPart(model, parts.all!, part); // says what is wrong with another table
  throw new GradusError("E007", { reason: text.plot.noRows(part) });
}

/** The figure; undefined where it is one of several and the table does not allow it. */
async function drawn(
  name: FigureName,
  request: FigureRequest,
  leftOut: LeftOut[],
  isOneOfMany: boolean,
): Promise<string | undefined> {
  try {
    return await figureKinds[name].draw(request);
  } catch (error) {
    if (!isOneOfMany || !(error instanceof GradusError)) throw error;
    leftOut.push({ figure: name, reason: error.message });
    return undefined;
  }
}

async function write(figure: FigureName, svg: string, target: Target, context: Context): Promise<Written> {
  const { format, folder } = target;
  const path = folder === undefined ? target.path : join(folder, `${figure}.${format}`);
  if (path === undefined) {
    await context.out.write(`${svg}\n`);
    return { figure, path: null, bytes: svg.length };
  }
  const data = format === "png" ? await toPng(svg, path, context.text) : new TextEncoder().encode(`${svg}\n`);
  writeFileAtomic(path, data);
  return { figure, path, bytes: data.length };
}

async function report(
  context: Context,
  {
    file,
    rows,
    written,
    leftOut,
    warnings,
  }: {
    file: string | undefined;
    rows: number | null;
    written: Written[];
    leftOut: LeftOut[];
    warnings: Warning[];
  },
): Promise<void> {
  const { text, out } = context;
  await reportWarnings(warnings, context);
  if (context.flags.json) {
    const json = {
      schema: 1,
      command: "plot",
      data: file === undefined ? null : { file, rows },
      figures: written,
      leftOut,
      warnings: warningsJson(warnings, context),
    };
    await out.write(`${toJson(json)}\n`);
  }
  if (written.some(({ path }) => path === null)) return;
  const saved = written.map(({ path, bytes }) => `${out.paint.cyan(path!)} (${formatBytes(bytes)})`);
  const without = leftOut.map(({ figure, reason }) => `${figure}: ${reason}`);
  await context.show(
    ...pairLines(
      [
        ...(saved.length > 0 ? [[text.saved, saved] as const] : []),
        ...(without.length > 0 ? [[text.plot.leftOut, without] as const] : []),
      ],
      out,
    ),
  );
}
