import { describe, expect, it } from "vitest";
import { matrix } from "../matrix.js";
import { classMetrics, classScores, confusionMatrix, mostProbable } from "./metrics.js";

/** Probabilities of class 1 as a 2 × rows matrix. */
function binary(q: number[]) {
  return matrix(2, q.length, [...q.map((p) => 1 - p), ...q]);
}

const twoClasses = Int32Array.of(0, 1, 1, 0, 1, 0, 0, 1, 1, 0, 1, 0);
const q = [0.1, 0.8, 0.5, 0.5, 1, 0, 0.3, 0.3, 0, 0.5, 0.9, 0.2]; // ties, a sure hit and a sure miss

const fourClasses = Int32Array.of(1, 0, 0, 1, 2, 1, 2, 2, 2, 1, 1, 1, 0, 1, 1); // class 3 never occurs
const P = matrix(
  4,
  15,
  [
    0.0099, 0.3791, 0.4876, 0.1113, 0.0347, 0.1289, 0.3648, 0.1537, 0.0871, 0.0169, 0.2876, 0.2608, 0.3982,
    0.2616, 0.0687, 0.5061, 0.4435, 0.3043, 0.4629, 0.0496, 0.6134, 0.1293, 0.1541, 0.047, 0.4121, 0.4571,
    0.3935, 0.047, 0.5697, 0.5209, 0.4533, 0.1229, 0.1401, 0.4225, 0.8152, 0.1394, 0.503, 0.4574, 0.6028,
    0.31, 0.0952, 0.3454, 0.4027, 0.0857, 0.2312, 0.0307, 0.0545, 0.068, 0.0033, 0.1005, 0.1183, 0.0029,
    0.2348, 0.2631, 0.261, 0.1601, 0.0003, 0.1521, 0.083, 0.1792,
  ],
);

describe("classMetrics()", () => {
  it("agrees with scikit-learn 1.9.1 to 1e-13 for two classes, ties and clipped probabilities included", () => {
    const metrics = classMetrics(twoClasses, binary(q));
    expect(metrics.accuracy).toBe(0.75);
    expect(metrics.balancedAccuracy).toBe(0.75);
    expect(metrics.logLoss).toBeCloseTo(3.3617292344171443, 13);
    expect(metrics.macroF1).toBeCloseTo(0.7333333333333334, 13);
    expect(metrics.auc).toBeCloseTo(0.75, 13);
    expect(metrics.averagePrecision).toBeCloseTo(0.7986111111111112, 13);
    expect(metrics.brier).toBeCloseTo(0.2025, 13);
    expect(metrics.mcc).toBeCloseTo(0.5773502691896257, 13);
    expect(metrics.kappa).toBeCloseTo(0.5, 13);
  });

  it("agrees with scikit-learn 1.9.1 to 1e-13 for several classes, one of them absent", () => {
    const metrics = classMetrics(fourClasses, P);
    expect(metrics.accuracy).toBeCloseTo(0.8666666666666667, 13);
    expect(metrics.balancedAccuracy).toBeCloseTo(0.7777777777777777, 13);
    expect(metrics.logLoss).toBeCloseTo(0.703048807460563, 13);
    expect(metrics.macroF1).toBeCloseTo(0.7766884531590413, 13);
    expect(metrics.brier).toBeCloseTo(0.38681510133333336, 13);
    expect(metrics.mcc).toBeCloseTo(0.7893862224383407, 13);
    expect(metrics.kappa).toBeCloseTo(0.7692307692307692, 13);
    // The absent class has no ROC curve; the mean is over the others (roc_auc_score, average_precision_score of each).
    expect(metrics.auc).toBeCloseTo(0.9880952380952381, 13);
    expect(metrics.averagePrecision).toBeCloseTo(0.9901620370370371, 13);
  });

  it("has no AUC, no correlation and no κ where only one class occurs", () => {
    const metrics = classMetrics(Int32Array.of(1, 1), binary([0.9, 0.8]));
    expect(metrics).toMatchObject({
      accuracy: 1,
      auc: null,
      averagePrecision: null,
      mcc: null,
      kappa: null,
      macroF1: 1,
    });
  });

  it("gives AUC 1 for a perfect order, 0 for the reverse, ½ for equal probabilities", () => {
    const classes = Int32Array.of(0, 0, 1, 1);
    expect(classMetrics(classes, binary([0.1, 0.2, 0.3, 0.4])).auc).toBe(1);
    expect(classMetrics(classes, binary([0.4, 0.3, 0.2, 0.1])).auc).toBe(0);
    expect(classMetrics(classes, binary([0.7, 0.7, 0.7, 0.7])).auc).toBe(0.5);
  });

  it("refuses no rows, one class, unknown classes and what is no probability", () => {
    const P2 = binary([0.5]);
    expect(() => classMetrics(new Int32Array(0), matrix(2, 0))).toThrow(RangeError);
    expect(() => classMetrics(Int32Array.of(0), matrix(1, 1, [1]))).toThrow(
      "expected at least 2 classes, got 1",
    );
    expect(() => classMetrics(Int32Array.of(2), P2)).toThrow("expected classes 0 to 1, got 2 in row 1");
    expect(() => classMetrics(Int32Array.of(-1), P2)).toThrow("got -1 in row 1");
    expect(() => classMetrics(Int32Array.of(0), matrix(2, 1, [NaN, 1]))).toThrow(
      "from 0 to 1, got NaN in row 1",
    );
    expect(() => classMetrics(Int32Array.of(0, 1), P2)).toThrow("expected 1 classes and at least 1, got 2");
  });
});

describe("confusionMatrix() and classScores()", () => {
  it("counts rows by true and predicted class, as scikit-learn 1.9.1", () => {
    expect([...confusionMatrix(twoClasses, mostProbable(binary(q)), 2).data]).toEqual([6, 0, 3, 3]);
    const four = confusionMatrix(fourClasses, mostProbable(P), 4);
    expect([...four.data]).toEqual([1, 1, 1, 0, 0, 8, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0]);
    // By hand from these counts.
    expect(classScores(four)).toEqual([
      { precision: 1, recall: 1 / 3, f1: 0.5, rows: 3 },
      { precision: 8 / 9, recall: 1, f1: 16 / 17, rows: 8 },
      { precision: 0.8, recall: 1, f1: 8 / 9, rows: 4 },
      { precision: null, recall: null, f1: null, rows: 0 },
    ]);
  });

  it("refuses unequal lengths", () => {
    expect(() => confusionMatrix(Int32Array.of(0), Int32Array.of(0, 1), 2)).toThrow(
      "expected 1 predictions, got 2",
    );
  });
});
