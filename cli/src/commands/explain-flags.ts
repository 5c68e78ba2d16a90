import { GradusError } from "gradus";
import type { ExplainFlags, ExplainMethod } from "./explain-methods.js";

/** Methods that look at rows which were not trained on. */
const HELD_OUT: ReadonlySet<ExplainMethod | undefined> = new Set([undefined, "permutation", "all"]);

/**
 * Refuses flags that would have no effect, so that nobody takes the answer for another one.
 *
 * @throws GradusError E009 for questions that exclude one another, E020 for a flag of another question (kind "usage")
 */
export function checkExplainFlags(flags: ExplainFlags): void {
  const { method, set, target, rows, vary, row, factor, part } = flags;
  const question = target === undefined ? set && "--set" : "--target";
  if (set !== undefined && target !== undefined)
    throw new GradusError("E009", { options: "--set, --target" });
  if (question !== undefined && method !== undefined)
    throw new GradusError("E009", { options: `--method, ${question}` });
  const isIdle: [option: string, isIdle: boolean, owner: string][] = [
    ["--rows", rows !== undefined && method !== "shap", "--method shap"],
    ["--vary", vary !== undefined && target === undefined, "--target"],
    ["--row", row !== undefined && question === undefined, "--set, --target"],
    ["--factor", factor !== undefined && question !== undefined, "--method"],
    ["--factor", factor !== undefined && method === "shap", "--method permutation, sensitivity, curves …"],
    [
      "--part",
      part !== undefined && (question !== undefined || !HELD_OUT.has(method)),
      "--method permutation, --method all",
    ],
  ];
  const first = isIdle.find(([, idle]) => idle);
  if (first !== undefined) throw idleFlag(first[0], first[2]);
}

/** A flag that belongs to something else than what was asked for. */
export function idleFlag(option: string, owner: string): GradusError {
  return new GradusError("E020", { option, owner });
}
