import { readFileSync } from "node:fs";
import { activationSpec, GradusError, type TrainOptions } from "gradus";
import { systemReason } from "./output/stream.js";

const FORM =
  '{"sizes": [3, 5, 1], "activations": ["tanh", "identity"], "W": [[[…]], [[…]]], "b": [[…], […]]}';

/** What a file of start values says of the network: all of it. */
export type StartOptions = Required<
  Pick<TrainOptions, "hidden" | "output" | "skip" | "nets" | "initialisation">
>;

/**
 * Reads start values: layer sizes, activations, W and b of each layer, as `{sizes, activations, W, b}`; `skip` may be there, `true` or
 * the weights of the skip, outputs × inputs.
 *
 * @throws GradusError E015 to E018 for what cannot be read, is no JSON, lacks something, or has other shapes than `sizes` says
 */
export function readStartValues(file: string): StartOptions {
  const given = readObject(file);
  const sizes = listOf(file, given, "sizes");
  if (sizes.length < 2 || !sizes.every((n) => Number.isSafeInteger(n) && (n as number) > 0))
    throw broken(file, `sizes: ${JSON.stringify(sizes)}`);
  const widths = sizes as number[];
  const activations = listOf(file, given, "activations").map((name) => {
    try {
      return activationSpec(name as string);
    } catch (cause) {
      throw broken(file, (cause as Error).message, cause);
    }
  });
  const layers = widths.length - 1;
  checkCount(file, "activations", activations.length, layers, widths);
  const check = { file, sizes: widths };
  const [W, b] = [listOf(file, given, "W"), listOf(file, given, "b")];
  checkCount(file, "W", W.length, layers, widths);
  checkCount(file, "b", b.length, layers, widths);
  const skip = given["skip"] ?? false;
  const inputs = widths[0];
  const start = {
    W: W.map((rows, l) => matrixOf(check, `W[${l}]`, rows, widths[l + 1], widths[l])),
    b: b.map((row, l) => vectorOf(check, `b[${l}]`, row, widths[l + 1])),
    ...(typeof skip === "boolean" ? {} : { skip: matrixOf(check, "skip", skip, widths[layers], inputs) }),
  };
  return {
    hidden: widths.slice(1, -1).map((size, l) => ({ size, activation: activations[l] })),
    output: activations[layers - 1],
    skip: skip !== false,
    nets: 1,
    initialisation: start,
  };
}

function readObject(file: string): Record<string, unknown> {
  let content: string;
  try {
    content = readFileSync(file, "utf8");
  } catch (cause) {
    throw broken(file, systemReason(cause), cause);
  }
  let value: unknown;
  try {
    value = JSON.parse(content.replace(/^\uFEFF/, ""));
  } catch (cause) {
    const values = { file, reason: (cause as Error).message, form: FORM };
    throw new GradusError("E015", values, { file }, { cause });
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw broken(file, shown(value));
  return value as Record<string, unknown>;
}

function listOf(file: string, given: Record<string, unknown>, key: string): unknown[] {
  const value = given[key];
  if (Array.isArray(value)) return value;
  throw broken(file, `"${key}": ${shown(value)}`);
}

interface Check {
  file: string;
  sizes: readonly number[];
}

function matrixOf(check: Check, where: string, given: unknown, rows: number, cols: number): number[][] {
  const list = Array.isArray(given) ? given : [];
  const other = list.find((row) => !Array.isArray(row) || row.length !== cols);
  if (list.length !== rows || other !== undefined) {
    const width = Array.isArray(other ?? list[0]) ? ((other ?? list[0]) as unknown[]).length : 0;
    throw misfit(check.file, where, `${list.length} × ${width}`, `${rows} × ${cols}`, check.sizes);
  }
  return list.map((row, i) => vectorOf(check, `${where}[${i}]`, row, cols));
}

function vectorOf({ file, sizes }: Check, where: string, given: unknown, length: number): number[] {
  const list = Array.isArray(given) ? given : [];
  checkCount(file, where, list.length, length, sizes);
  return list.map((value, i) => {
    if (typeof value === "number" && Number.isFinite(value)) return value;
    throw new GradusError("E017", { file, where: `${where}[${i}]`, found: shown(value) }, { file });
  });
}

function checkCount(
  file: string,
  where: string,
  found: number,
  wanted: number,
  sizes: readonly number[],
): void {
  if (found !== wanted) throw misfit(file, where, String(found), String(wanted), sizes);
}

function misfit(
  file: string,
  where: string,
  found: string,
  wanted: string,
  sizes: readonly number[],
): GradusError {
  return new GradusError("E016", { file, where, found, wanted, sizes: sizes.join("-") }, { file });
}

function broken(file: string, reason: string, cause?: unknown): GradusError {
  return new GradusError("E018", { file, reason, form: FORM }, { file }, { cause });
}

function shown(value: unknown): string {
  if (value === Infinity || value === -Infinity) return String(value);
  return (JSON.stringify(value) ?? "–").slice(0, 40);
}
