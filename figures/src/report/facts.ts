import { isMissing, type Language, type Model, type Table } from "gradus";
import { assess, type Assessed } from "./assessed.js";
import { explainFor, type Explained, type ExplainedOptions } from "./explained.js";
import { recipeFacts, type RecipeFacts } from "./recipe.js";
import { workOut, type Worked } from "./worked.js";

/** How a report is made. */
export interface ReportOptions extends ExplainedOptions {
  /** `both`: one file, a switch between them. @default "en" */
  language?: Language | "both";
  /** @default the label's name, and what is predicted */
  title?: string;
  /** Curves that are drawn, of the most important factors. @default 6 */
  factors?: number;
  /** Names of the files, as commands take them. @default those of the record */
  files?: { model?: string; data?: string };
  /** When the report was made. @default not told */
  date?: Date;
}

/** Everything that a report tells, found once for all languages. */
export interface Facts {
  model: Model;
  table: Table | null;
  title: string | undefined;
  files: { model: string; data: string };
  /** `2026-11-26`; null if it is not told. */
  date: string | null;
  /** Curves that are drawn. */
  curves: number;
  recipe: RecipeFacts;
  assessed: Assessed;
  /** Null without a table. */
  explained: Explained | null;
  worked: Worked;
}

/**
 * Finds what a report tells.
 *
 * @throws GradusError if the table lacks a feature or holds cells of another type; the signal's reason if it is stopped
 */
export async function gather(model: Model, table: Table | undefined, options: ReportOptions): Promise<Facts> {
  const { files = {}, date, factors = 6, title, onProgress } = options;
  const { source } = model.run.data;
  const data = files.data ?? source;
  onProgress?.(0);
  const assessed = assess(model, table);
  const progress = (share: number): void => onProgress?.(0.1 + 0.9 * share);
  progress(0);
  const explained =
    table === undefined
      ? null
      : await explainFor(model, table, assessed, { ...options, onProgress: progress });
  return {
    model,
    table: table ?? null,
    title,
    files: { data, model: files.model ?? `${source.replace(/\.\w+$/, "")}.safetensors` },
    date: date === undefined ? null : date.toISOString().slice(0, 10),
    curves: factors,
    recipe: recipeFacts(model, table, assessed.again, data),
    assessed,
    explained,
    worked: workOut(model, table, rowToWork(table, assessed)),
  };
}

/** A row that the model did neither well nor badly on: the median of the errors in the part that says most. */
function rowToWork(table: Table | undefined, { best, parts }: Assessed): number {
  const part = best?.places ? best : parts.findLast(({ places }) => places !== null);
  if (table === undefined || !part?.places) return 0;
  const errors = errorsOf(part);
  const order = [...errors.keys()].toSorted((a, b) => errors[a] - errors[b] || a - b);
  const whole = order.filter((i) => table.columns.every((column) => !isMissing(column, part.places![i])));
  const from = whole.length > 0 ? whole : order;
  return part.places[from[(from.length - 1) >> 1]];
}

function errorsOf({ truth, predicted }: Assessed["parts"][number]): number[] {
  if (truth.task === "regression")
    return predicted.task === "regression"
      ? Array.from(truth.values[0], (y, s) => Math.abs(predicted.values[0][s] - y))
      : [];
  if (predicted.task === "regression") return [];
  const { data, cols } = predicted.probabilities;
  return Array.from(truth.classes, (k, s) => 1 - data[k * cols + s]);
}
