import { readFileSync } from "node:fs";

type Expected = Record<string, number | null>;

/** Classes and probabilities, and the metrics that scikit-learn gives for them. */
export interface ClassCase {
  classes: number[];
  /** Classes × rows. */
  P: number[];
  weights: number[];
  plain: Expected & { scores: Expected[] };
  weighted: Expected & { scores: Expected[] };
  reliability: { predicted: number[]; observed: number[]; rows: number[]; ece: number };
}

/** Values of scikit-learn and scipy; the versions stand in the file. */
export const known = JSON.parse(
  readFileSync(new URL("./fixtures/assess/metrics.json", import.meta.url), "utf8"),
) as {
  regression: {
    y: number[];
    prediction: number[];
    weights: number[];
    trainMean: number;
    plain: Expected;
    weighted: Expected;
  };
  binary: ClassCase;
  several: ClassCase;
  t: { t: number; df: number; cdf: number }[];
  quantile: { p: number; df: number; t: number }[];
  difference: {
    differences: number[];
    ratio: number;
    mean: number;
    t: number;
    p: number;
    lo: number;
    hi: number;
  };
  bca: { x: number[]; bca: [number, number]; percentile: [number, number] };
};
