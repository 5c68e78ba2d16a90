import { describe, GradusError, warning, type ErrorKind, type Place, type Warning } from "gradus";
import type { Context } from "./context.js";
import { toJson } from "./output/format.js";
import { systemReason } from "./output/stream.js";

/** The exit code of each kind of failure; 130 and 143 are those of SIGINT and SIGTERM. */
export const exitCodes: Readonly<Record<ErrorKind, number>> = {
  check: 1,
  usage: 2,
  data: 3,
  model: 4,
  training: 5,
  output: 6,
  resources: 7,
  internal: 70,
};

/** Warnings shown without `--verbose`. */
const SHOWN_WARNINGS = 5;

/**
 * Tells a failure: sentences on stderr, with `--json` also one object on stdout. The stack is shown with GRADUS_DEBUG=1 only.
 *
 * @returns the exit code
 */
export async function reportFailure(error: unknown, context: Context): Promise<number> {
  const failure = asGradusError(error);
  await context.err.print(...failureLines(failure, context));
  if (context.isDebugging) {
    const cause = failure.cause instanceof Error ? failure.cause : failure;
    await context.err.print(cause.stack ?? String(cause));
  }
  if (context.flags.json) {
    try {
      await context.out.write(`${toJson({ error: failureJson(failure, context) })}\n`);
    } catch {
      // Standard output itself failed, and that has been told.
    }
  }
  return exitCodes[failure.kind];
}

/** An error as lines: where, what, an excerpt of the file, what to do. */
export function failureLines(
  error: GradusError,
  context: Pick<Context, "language" | "text" | "err">,
): string[] {
  const { text, err } = context;
  const { message, hint } = describe(error, context.language);
  const head = `${err.paint.red(text.error)}[${error.code}]${text.colon}${placed(message, error.place)}`;
  return [head, ...excerptLines(error.place), ...hintLines(hint, context)];
}

/** An error as data, in the language of the run. */
export function failureJson(
  error: GradusError,
  { language }: Pick<Context, "language">,
): Record<string, unknown> {
  const { file, line, column } = error.place;
  return {
    code: error.code,
    kind: error.kind,
    ...describe(error, language),
    ...(file === undefined ? {} : { file }),
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
  };
}

/** Warnings as lines, at most five unless `--verbose`. */
export function warningLines(
  warnings: readonly Warning[],
  context: Pick<Context, "language" | "text" | "err" | "flags">,
): string[] {
  const { text, err, flags } = context;
  const all = flags.verbose ? warnings : gathered(warnings);
  const shown = flags.verbose ? all : all.slice(0, SHOWN_WARNINGS);
  const lines = shown.flatMap((warning) => {
    const { message, hint } = describe(warning, context.language);
    const head = `${err.paint.yellow(text.warning)}[${warning.code}]${text.colon}${placed(message, warning.place ?? {})}`;
    return [head, ...hintLines(hint, context)];
  });
  const rest = all.length - shown.length;
  return rest > 0 ? [...lines, text.moreWarnings(rest)] : lines;
}

const READ_OTHERWISE = "W121";

/** Warnings that several columns were read in an unusual form as one, in the place of the first. */
function gathered(warnings: readonly Warning[]): Warning[] {
  const alike = warnings.filter(({ code }) => code === READ_OTHERWISE);
  if (alike.length < 2) return [...warnings];
  const [{ values }] = alike;
  const columns = alike.map(({ column }) => `"${column}"`).join(", ");
  const { value = "", number = "" } = values;
  return warnings.flatMap((one) => {
    if (one.code !== READ_OTHERWISE) return [one];
    return one === alike[0] ? [warning("W119", { columns, value, number })] : [];
  });
}

/** Warnings on stderr, unless `--quiet`. */
export async function reportWarnings(warnings: readonly Warning[], context: Context): Promise<void> {
  if (!context.flags.quiet) await context.err.print(...warningLines(warnings, context));
}

/** Warnings as data, in the language of the run. */
export function warningsJson(
  warnings: readonly Warning[],
  { language }: Pick<Context, "language">,
): { code: string; message: string; column?: string }[] {
  return warnings.map((warning) => ({
    code: warning.code,
    message: describe(warning, language).message,
    ...(warning.column === undefined ? {} : { column: warning.column }),
  }));
}

/** Whatever was thrown as an error that can be told: faults of memory are resources, all that is unknown is internal. */
export function asGradusError(error: unknown): GradusError {
  if (error instanceof GradusError) return error;
  const { message } = error instanceof Error ? error : new Error(String(error));
  if (
    error instanceof RangeError &&
    /allocation failed|Invalid (array|typed array|string) length/.test(message)
  ) {
    return new GradusError("E500", { reason: message }, {}, { cause: error });
  }
  return new GradusError("E900", { reason: systemReason(error) }, {}, { cause: error });
}

/** `file:line:column: message`, where a line is known. */
function placed(message: string, { file, line, column }: Place): string {
  if (file === undefined || line === undefined) return message;
  const place = column === undefined ? `${file}:${line}` : `${file}:${line}:${column}`;
  return message.startsWith(place) ? message : `${place}: ${message}`;
}

function excerptLines({ excerpt }: Place): string[] {
  return excerpt === undefined
    ? []
    : excerpt
        .trimEnd()
        .split("\n")
        .map((line) => `  ${line}`);
}

function hintLines(hint: string, { text, err }: Pick<Context, "text" | "err">): string[] {
  if (hint === "") return [];
  return hint.split("\n").map((line, i) => (i === 0 ? `  ${err.paint.dim(text.hint)}${line}` : `  ${line}`));
}
