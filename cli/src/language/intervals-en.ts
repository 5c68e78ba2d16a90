import type { IntervalKind } from "gradus";

/** Rows that intervals rest on. */
type CalibrationPart = "folds" | "test" | "validation";

/** How intervals were laid. */
export type IntervalMethod = IntervalKind | "split";

/** Texts of intervals, in English. */
export const intervalsEn = {
  /** By the method. */
  source: {
    cv: (level: string) =>
      `${level} intervals from the errors of nets that each left out a fold, around the whole ensemble (CV, about the nominal share, no guarantee)`,
    "cv+": (level: string, _part: CalibrationPart, guaranteed: string) =>
      `${level} intervals around nets that each left out a fold (CV+, at least ${guaranteed} guaranteed)`,
    split: (level: string, part: CalibrationPart) =>
      `${level} intervals from the errors on ${part} rows (split conformal)`,
    cqr: (level: string, part: CalibrationPart) =>
      `${level} intervals from nets for quantiles and how far they missed on ${
        part === "folds" ? "folds left out (CQR, no guarantee)" : `${part} rows (CQR)`
      }`,
  },
  sets: (level: string, method: IntervalMethod, part: CalibrationPart) =>
    method === "split"
      ? `${level} sets of classes from the ${part} rows (split conformal)`
      : `${level} sets of classes from nets that each left out a fold (CV+)`,
  realised: (rows: number, coverage: string, width: string, label: string) =>
    `${label === "" ? "" : `${label}: `}of ${rows} rows that the nets had not seen ${coverage} lay within, mean width ${width}`,
  realisedSets: (rows: number, coverage: string, size: string) =>
    `of ${rows} rows that the nets had not seen ${coverage} had their class in the set, ${size} classes on average`,
  temperature: (T: string, before: string, after: string) =>
    `temperature ${T}: calibration error ${before} before, ${after} after`,
  ofClasses: "labels that are classes",
  ofNumbers: "labels that are numbers",
  heading: "intervals",
  nominal: "nominal",
  onTable: "this table",
  unseen: "rows not seen",
  coverage: "coverage",
  meanWidth: "mean width",
  intervalScore: "Winkler score",
  meanSize: "classes in a set",
  empty: "empty sets",
};
