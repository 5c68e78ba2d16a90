import { formatValue, numericDelta, type Equation, type Language, type Step, type Trace } from "gradus";
import type { Paint } from "./colour.js";
import { displayWidth, padEnd } from "./width.js";

/** How a trace is shown. */
export interface LearnOptions {
  /** Number of the step, from 1, or all of them. */
  step: "all" | number;
  /** Equations as LaTeX, one to a line, instead of plain text. */
  tex: boolean;
  /** Sets beside each δ of the chosen sample its central difference. */
  check: boolean;
  language: Language;
  paint: Paint;
  /** Cells of a line. */
  width: number;
}

const INDENT = "  ";
const DEEPER = "      ";
const MOST_EQUATIONS = 64; // of a step; a larger layer has thousands
const AGREES = 1e-6; // largest relative error at which a central difference confirms δ
const FLOOR = 1e-9; // below this both are rounding

const texts = {
  en: { step: "step", sample: "sample", check: "numeric check", more: (n: number) => `… and ${n} more` },
  zh: { step: "步骤", sample: "样本", check: "数值检验", more: (n: number) => `… 另有 ${n} 个` },
} satisfies Record<Language, unknown>;

/**
 * One iteration as text: each step with its title, its matrix equations with their dimension checks, and the equation of
 * every number, in letters and with the numbers put in.
 *
 * @returns lines joined by line ends, with none at the end
 * @throws RangeError if there is no such step
 */
export function renderTrace(trace: Trace, options: LearnOptions): string {
  const { step, language, paint } = options;
  const count = trace.steps.length;
  if (step !== "all" && (!Number.isInteger(step) || step < 1 || step > count)) {
    throw new RangeError(`Cannot show step ${step}: expected a step from 1 to ${count}, got ${step}`);
  }
  const chosen = trace.steps.map((one, k) => ({ one, number: k + 1 }));
  return chosen
    .filter(({ number }) => step === "all" || step === number)
    .map(({ one, number }) => {
      const head = headOf(trace, one, number, options);
      const why = wrapped(one.why[language], options.width).map((line) => paint.dim(line));
      const body = options.tex ? texLines(one) : plainLines(trace, one, options);
      return [head, ...why, ...body].join("\n");
    })
    .join("\n\n");
}

/** Number and title of the step; from the loss on, also what L is. */
function headOf(trace: Trace, step: Step, number: number, options: LearnOptions): string {
  const { language, paint, width } = options;
  const text = texts[language];
  const place = trace.X.cols > 1 ? `  ${text.sample} ${trace.sample + 1}/${trace.X.cols}` : "";
  const left = `${text.step} ${number}/${trace.steps.length}  ${step.title[language]}${place}`;
  const isKnown = number > trace.steps.findIndex(({ kind }) => kind === "loss");
  const after = step.kind === "update" ? ` → ${formatValue(trace.lossAfter)}` : "";
  const right = isKnown ? `L = ${formatValue(trace.loss)}${after}` : "";
  return `${INDENT}${paint.bold(left)}${apart(left, right, width)}`;
}

function plainLines(trace: Trace, step: Step, options: LearnOptions): string[] {
  const { paint, width } = options;
  const lines = step.matrices.flatMap(({ text, check }) => [
    `${INDENT}${text.symbolic}${apart(text.symbolic, check, width)}`,
    ...broken(text.numeric, width).map((line) => paint.dim(line)),
  ]);
  const confirmation = options.check ? checksOf(trace, step, options) : new Map<string, string>();
  const equations = [...step.slopes, ...step.scalars];
  for (const equation of equations.slice(0, MOST_EQUATIONS)) {
    lines.push(...equationLines(equation, confirmation.get(equation.id), width));
  }
  const more = equations.length - MOST_EQUATIONS;
  return more > 0 ? [...lines, `${INDENT}${paint.dim(texts[options.language].more(more))}`] : lines;
}

function equationLines({ text, id }: Equation, confirmation: string | undefined, width: number): string[] {
  if (id.startsWith("slope-") && fits(`${text.symbolic} ${text.numeric}`, width)) {
    return [`${INDENT}${text.symbolic} ${text.numeric}`];
  }
  const numeric = broken(text.numeric, width);
  if (confirmation === undefined) return [`${INDENT}${text.symbolic}`, ...numeric];
  const last = numeric.at(-1) ?? "";
  const together = `${last}   ${confirmation}`;
  const tail = displayWidth(together) <= width ? [together] : [last, `${DEEPER}${confirmation}`];
  return [`${INDENT}${text.symbolic}`, ...numeric.slice(0, -1), ...tail];
}

/** Each equation of the step as one formula, ready for a LaTeX document. */
function texLines(step: Step): string[] {
  return [...step.matrices, ...step.slopes, ...step.scalars].map(
    ({ tex }) => `$${tex.symbolic} ${tex.numeric}$`,
  );
}

/** `numeric check −0.02211 ✓` for each δ of the step, by its equation's id. */
function checksOf(
  trace: Trace,
  { kind, layer }: Step,
  { language, paint }: LearnOptions,
): Map<string, string> {
  const found = new Map<string, string>();
  if (kind !== "delta" && kind !== "delta_out") return found;
  const { network, X, Y, lossSpec, weights, sample } = trace;
  const numeric = numericDelta(network, X, Y, layer, lossSpec, weights);
  for (let i = 0; i < numeric.rows; i++) {
    const k = i * numeric.cols + sample;
    const [a, n] = [trace.delta[layer].data[k], numeric.data[k]];
    const agrees = Math.abs(a - n) <= AGREES * Math.max(Math.abs(a), Math.abs(n)) + FLOOR;
    const mark = agrees ? paint.green("✓") : paint.red("✗");
    found.set(
      `delta-${layer}-${i + 1}`,
      `${texts[language].check} ${formatValue(n, { plus: true })} ${mark}`,
    );
  }
  return found;
}

/** Blanks and a text that ends where the line ends; two blanks where it does not fit. */
function apart(left: string, right: string, width: number): string {
  if (right === "") return "";
  const used = displayWidth(INDENT + left);
  return padEnd("", Math.max(2, width - used - displayWidth(right))) + right;
}

function fits(text: string, width: number): boolean {
  return displayWidth(INDENT + text) <= width;
}

/** The line with numbers, broken before an operator where it is too long; a matrix only where it fills a line by itself. */
function broken(text: string, width: number): string[] {
  const pieces = text.split(/ (?=[=+⊙−] )/u);
  return fill(
    pieces.flatMap((piece) => (displayWidth(DEEPER + piece) <= width ? [piece] : piece.split(/(?<=;) /u))),
    DEEPER,
    width,
  );
}

/** A sentence over several lines; Chinese may be broken after any sign. */
function wrapped(text: string, width: number): string[] {
  return fill(
    text.split(/ |(?<=[\u3000-\u9fff\uff00-\uff60])(?![\u3000-\u303f\uff00-\uff20])/u),
    INDENT,
    width,
  );
}

/** Puts as many pieces on a line as fit; pieces after a Chinese sign stand without a blank. */
function fill(pieces: readonly string[], indent: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const piece of pieces) {
    const gap = line === "" || /[\u3000-\u9fff\uff00-\uff60]$/u.test(line) ? "" : " ";
    if (line !== "" && displayWidth(indent + line + gap + piece) > width) {
      lines.push(indent + line);
      line = piece;
    } else {
      line += gap + piece;
    }
  }
  return [...lines, indent + line];
}
