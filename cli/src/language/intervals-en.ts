/** Texts of intervals, in English. */
export const intervalsEn = {
  source: (level: string, method: "cv+" | "split", part: "folds" | "test" | "validation") =>
    method === "cv+"
      ? `${level} intervals from nets that each left out a fold (CV+)`
      : `${level} intervals from the errors on ${part} rows (split conformal)`,
  sets: (level: string, method: "cv+" | "split", part: "folds" | "test" | "validation") =>
    method === "cv+"
      ? `${level} sets of classes from nets that each left out a fold (CV+)`
      : `${level} sets of classes from the ${part} rows (split conformal)`,
  realised: (rows: number, coverage: string, width: string, label: string) =>
    `${label === "" ? "" : `${label}: `}of ${rows} rows that the nets had not seen ${coverage} lay within, mean width ${width}`,
  realisedSets: (rows: number, coverage: string, size: string) =>
    `of ${rows} rows that the nets had not seen ${coverage} had their class in the set, ${size} classes on average`,
  temperature: (T: string, before: string, after: string) =>
    `temperature ${T}: calibration error ${before} before, ${after} after`,
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
