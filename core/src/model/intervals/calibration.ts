import "../../messages/intervals.js";
import { GradusError, warning, type Warning } from "../../errors.js";
import type { Matrix } from "../../matrix.js";
import type { Model, ModelNet } from "../model.js";
import { netsWithout } from "../ensemble/unseen.js";

/** Rows of which a model's predictions are known that its nets had not seen, and which nets speak for new rows. */
export interface CalibrationRows {
  /** `folds`: each fold's rows by the nets without it; else rows that were held out, by all nets. */
  part: "folds" | "test" | "validation";
  /** Group of each row: the rows of one are judged by the scores of the others. Folds of training, or ten groups in turn. */
  fold: Int32Array;
  Y: Matrix;
  H: Matrix;
  spread?: Matrix;
  /** As in `OutOfFold`. */
  scatter?: Float64Array;
  weights?: Float64Array;
  /** Nets that predict new rows: for each fold those without it; for `split` all. */
  nets: ModelNet[][];
  warnings: Warning[];
}

/** Whether intervals can be made of a model. */
export function hasIntervals(model: Pick<Model, "nets" | "outOfFold" | "heldOut">): boolean {
  return model.heldOut !== undefined || (model.outOfFold !== undefined && foldNets(model).length > 0);
}

const GROUPS = 10; // of held-out rows

/**
 * What a model offers to make intervals of.
 *
 * @throws GradusError E360 if all of its rows taught it
 */
export function calibrationRows(model: Model): CalibrationRows {
  const { outOfFold, heldOut, nets, run } = model;
  const isInTime = run.split.kind === "time";
  const warnings = isInTime ? [warning("W360")] : run.split.kind === "group" ? [warning("W361")] : [];
  if (outOfFold) {
    const blind = foldNets(model);
    if (blind.length > 0) return { part: "folds", ...outOfFold, nets: blind, warnings };
  }
  if (heldOut === undefined) throw new GradusError("E360");
  const rows = heldOut.Y.cols;
  return {
    ...heldOut,
    // Neighbours stay together where rows follow one another in time.
    fold: Int32Array.from({ length: rows }, (_, s) =>
      isInTime ? Math.floor((s * GROUPS) / rows) : s % GROUPS,
    ),
    nets: [[...nets]],
    warnings: heldOut.part === "validation" ? [...warnings, warning("W362", { rows })] : warnings,
  };
}

/** For each fold the nets without it; none if a fold has no such nets. */
function foldNets({ nets, outOfFold }: Pick<Model, "nets" | "outOfFold">): ModelNet[][] {
  const folds = 1 + Math.max(...(outOfFold?.fold ?? [-1]));
  const blind = Array.from({ length: folds }, (_, k) => netsWithout(nets, k));
  return blind.some((own) => own.length === 0) ? [] : blind;
}
