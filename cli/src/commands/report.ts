import { basename } from "node:path";
import { typesOf, type Language, type Model, type Table } from "gradus";
import type { Report } from "@gradus/figures/report";
import type { Context } from "../context.js";
import { reportWarnings } from "../failure.js";
import { readModel, readRaw, typed, type TableFlags } from "../input.js";
import { formatBytes, toJson } from "../output/format.js";
import { pairLines } from "../output/table.js";
import { createWorkLine } from "../output/work-line.js";
import { checkWritable, refuseOverwriting, writeFileAtomic } from "../output/writer.js";
import { watchSignals } from "../signals.js";

/** Flags of `gradus report`. */
export interface ReportFlags extends TableFlags {
  out?: string;
  language?: Language | "both";
  title?: string;
  factors?: number;
  quick?: boolean;
  seed?: number;
}

/**
 * `gradus report`: everything about a model as one HTML file without scripts.
 *
 * @param file the table it was trained on; without it the report tells what the model file alone knows
 * @returns 0, or 130 or 143 after a signal, without a file written
 */
export async function report(
  context: Context,
  modelFile: string,
  file: string | undefined,
  flags: ReportFlags,
): Promise<number> {
  const path = flags.out ?? `${basename(modelFile).replace(/\.safetensors$/i, "")}.html`;
  refuseOverwriting(path, [modelFile, file]);
  checkWritable(path);
  const model = readModel(modelFile);
  const table = file === undefined ? undefined : await readTable(model, file, flags);
  await reportWarnings(table?.warnings ?? [], context);
  const made = await make(context, { model, table, modelFile, file }, flags);
  if (typeof made === "number") return made;
  writeFileAtomic(path, made.html);
  const bytes = new TextEncoder().encode(made.html).length;
  const { text, out } = context;
  if (context.flags.json) {
    const json = { schema: 1, command: "report", report: path, bytes, sections: made.sections };
    await out.write(`${toJson(json)}\n`);
  }
  await context.show(...pairLines([[text.saved, `${out.paint.cyan(path)} (${formatBytes(bytes)})`]], out));
  return 0;
}

async function readTable(model: Model, file: string, flags: ReportFlags): Promise<Table> {
  const types = { types: typesOf(model.encoder), label: model.run.data.labels };
  return typed(await readRaw(file, flags), flags, types);
}

/** The report, or the exit code of the signal that stopped it. */
async function make(
  context: Context,
  given: { model: Model; table: Table | undefined; modelFile: string; file: string | undefined },
  { language, title, factors, quick, seed }: ReportFlags,
): Promise<Report | number> {
  const { createReport } = await import("@gradus/figures/report");
  const watch = watchSignals(context);
  const line = createWorkLine(context, context.text.reporting);
  try {
    return await createReport(given.model, given.table, {
      language: language ?? context.language,
      ...(title === undefined ? {} : { title }),
      ...(factors === undefined ? {} : { factors }),
      ...(quick === undefined ? {} : { quick }),
      ...(seed === undefined ? {} : { seed }),
      files: { model: given.modelFile, ...(given.file === undefined ? {} : { data: given.file }) },
      date: new Date(),
      signal: watch.signal,
      onProgress: (share) => line.update(share, 1),
    });
  } catch (error) {
    const code = watch.code();
    if (code === undefined) throw error;
    return code;
  } finally {
    watch.release();
    await line.clear();
  }
}
