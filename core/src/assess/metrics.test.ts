import { describe, expect, it } from "vitest";
import { known } from "../../../test/assess.js";
import { matrix } from "../matrix.js";
import {
  calibrationError,
  classMetrics,
  classScores,
  confusionMatrix,
  mostProbable,
  regressionMetrics,
  reliability,
} from "./metrics.js";

function expectAll(found: Record<string, number | null>, expected: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(expected)) {
    if (typeof value === "number") expect(found[name], name).toBeCloseTo(value, 12);
  }
}

const y = Float64Array.from(known.regression.y);
const prediction = Float64Array.from(known.regression.prediction);
const { trainMean } = known.regression;

describe("metrics of scikit-learn 1.9.1, to 1e-12", () => {
  it("regressionMetrics(), with and without weights", () => {
    expectAll(regressionMetrics(y, prediction, { trainMean }), known.regression.plain);
    const { weights } = known.regression;
    expectAll(regressionMetrics(y, prediction, { weights, trainMean }), known.regression.weighted);
  });

  it.each(["binary", "several"] as const)(
    "classMetrics() and classScores(), %s, with and without weights",
    (name) => {
      const { weights, ...one } = known[name];
      const classes = Int32Array.from(one.classes);
      const P = matrix(one.P.length / classes.length, classes.length, one.P);
      for (const [expected, options] of [
        [one.plain, {}],
        [one.weighted, { weights }],
      ] as const) {
        const { scores, ...metrics } = expected;
        expectAll(classMetrics(classes, P, options), metrics);
        const confusion = confusionMatrix(classes, mostProbable(P), P.rows, options.weights);
        classScores(confusion).forEach((score, k) => expectAll({ ...score }, scores[k]));
      }
    },
  );

  it.each(["binary", "several"] as const)("reliability() and its error, %s", (name) => {
    const one = known[name];
    const classes = Int32Array.from(one.classes);
    const P = matrix(one.P.length / classes.length, classes.length, one.P);
    const bins = reliability(classes, P);
    expect(bins.map((bin) => bin.rows)).toEqual(one.reliability.rows);
    bins.forEach((bin, b) => {
      expect(bin.predicted).toBeCloseTo(one.reliability.predicted[b], 12);
      expect(bin.observed).toBeCloseTo(one.reliability.observed[b], 12);
    });
    expect(calibrationError(bins)).toBeCloseTo(one.reliability.ece, 12);
    expect(classMetrics(classes, P).ece).toBeCloseTo(one.reliability.ece, 12);
  });
});
