import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { softmax } from "../bp/forward.js";
import { matrix } from "../matrix.js";
import { createRandom, type Random } from "../random.js";
import { logLosses } from "./class-metrics.js";
import { conformalSets, crossConformalSets, temperature, withTemperature } from "./conformal-classes.js";
import { mostProbable } from "./confusion.js";

const known = JSON.parse(
  readFileSync(new URL("../../../test/fixtures/assess/temperature.json", import.meta.url), "utf8"),
) as {
  classes: number[];
  Z: number[];
  T: number;
  loss: number;
  binary: { classes: number[]; z: number[]; T: number };
};

describe("conformalSets()", () => {
  const three = matrix(3, 3, [0.7, 0.2, 0.5, 0.2, 0.5, 0.3, 0.1, 0.3, 0.2]); // columns: rows
  const calibration = { classes: Int32Array.of(0, 1, 1), P: three };

  test("lac, by hand: scores 0.3, 0.5, 0.7; α = 0.5: classes of probability 0.5 and more", () => {
    const P = matrix(3, 2, [0.5, 0.4, 0.5, 0.35, 0, 0.25]);
    expect([...conformalSets(calibration, P, { alpha: 0.5 }).data]).toEqual([1, 0, 1, 0, 0, 0]);
  });

  test("aps, by hand: scores 0.7, 0.5, 0.8; α = 0.5: classes until 0.7 is reached, the first always", () => {
    const P = matrix(3, 2, [0.4, 0.9, 0.3, 0.06, 0.3, 0.04]);
    // Row 1: sums 0.4, 1, 1 (the equal ones come together): only the first. Row 2: 0.9 > 0.7, but the first belongs.
    expect([...conformalSets(calibration, P, { alpha: 0.5, method: "aps" }).data]).toEqual([
      1, 1, 0, 0, 0, 0,
    ]);
  });

  test("too few calibration rows for α give sets of all classes", () => {
    expect([...conformalSets(calibration, three, { alpha: 0.1 }).data]).toEqual(Array(9).fill(1));
  });

  test.each([
    ["lac", 0.885, 0.92],
    ["aps", 0.89, 1],
  ] as const)(
    "%s holds the true class in %d to %d of new rows at nominal 90 %, of a model that is too sure",
    (method, least, most) => {
      const random = createRandom(31);
      let hits = 0;
      for (let run = 0; run < 300; run++) {
        const [old, fresh] = [rows(random, 49), rows(random, 20)];
        const sets = conformalSets(old, fresh.P, { alpha: 0.1, method });
        fresh.classes.forEach((k, s) => (hits += sets.data[k * 20 + s]));
      }
      expect(hits / 6000).toBeGreaterThan(least);
      expect(hits / 6000).toBeLessThanOrEqual(most);
    },
  );
});

/** Rows of four classes, drawn from softmax(z), predicted as softmax(3z). */
function rows(random: Random, n: number) {
  const Z = matrix(
    4,
    n,
    Float64Array.from({ length: 4 * n }, () => random.normal()),
  );
  const truth = softmax(Z);
  const classes = Int32Array.from({ length: n }, (_, s) => {
    let u = random.uniform();
    for (let k = 0; k < 3; k++) if ((u -= truth.data[k * n + s]) < 0) return k;
    return 3;
  });
  return {
    classes,
    P: softmax(
      matrix(
        4,
        n,
        Z.data.map((z) => 3 * z),
      ),
    ),
    Z,
  };
}

describe("temperature()", () => {
  test("is where scipy 1.17.1 finds the least log-loss, to 1e-5; one row is the sigmoid's", () => {
    const classes = Int32Array.from(known.classes);
    const Z = matrix(3, classes.length, known.Z);
    const T = temperature(Z, classes);
    expect(T).toBeCloseTo(known.T, 5);
    const losses = logLosses(classes, withTemperature(Z, T));
    expect(losses.reduce((a, b) => a + b) / losses.length).toBeCloseTo(known.loss, 9);
    const { binary } = known;
    const one = matrix(1, binary.z.length, binary.z);
    expect(temperature(one, Int32Array.from(binary.classes))).toBeCloseTo(binary.T, 5);
    expect(withTemperature(matrix(1, 1, [2]), 2).data[0]).toBeCloseTo(1 / (1 + Math.exp(-1)), 15);
  });

  test("finds again by which factor a model is too sure, and leaves the most probable class alone", () => {
    const { classes, Z } = rows(createRandom(8), 20_000);
    const sure = matrix(
      4,
      20_000,
      Z.data.map((z) => 3 * z),
    );
    const T = temperature(sure, classes);
    expect(T).toBeGreaterThan(2.85);
    expect(T).toBeLessThan(3.15);
    expect(mostProbable(withTemperature(sure, T))).toEqual(mostProbable(sure));
  });

  test("keeps within 1/50 and 50 where no loss is least", () => {
    const Z = matrix(2, 2, [1, 0, 0, 1]);
    // From T = 1/37 on the probabilities are 0 and 1 in float64, and the loss no longer falls.
    expect(temperature(Z, Int32Array.of(0, 1))).toBeGreaterThanOrEqual(1 / 50);
    expect(temperature(Z, Int32Array.of(0, 1))).toBeLessThan(1 / 35);
    expect(temperature(Z, Int32Array.of(1, 0))).toBeCloseTo(50, 6);
  });
});

describe("crossConformalSets()", () => {
  test("keeps out a class that conforms less than too many rows of the folds, worked by hand", () => {
    // Scores 1 − p of the true classes: 0.1, 0.4 in one fold, 0.2, 0.6 in the other. α = 0.4: a class belongs to the set if
    // fewer than ⌈0.6 · 5⌉ = 3 rows conform better.
    const fold = (p: number[], prediction: number[]) => ({
      classes: Int32Array.of(0, 0),
      P: matrix(2, 2, [...p, ...p.map((x) => 1 - x)]),
      prediction: matrix(2, 1, prediction),
    });
    const folds = [fold([0.9, 0.6], [0.55, 0.45]), fold([0.8, 0.4], [0.25, 0.75])];
    // Class 0: score 0.45 > 0.1, 0.4; 0.75 > 0.2, 0.6: 4 rows, out. Class 1: 0.55 > 0.1, 0.4; 0.25 > 0.2: 3 rows, out.
    expect([...crossConformalSets(folds, { alpha: 0.4 }).data]).toEqual([0, 0]);
    // α = 0.3: fewer than ⌈0.7 · 5⌉ = 4.
    expect([...crossConformalSets(folds, { alpha: 0.3 }).data]).toEqual([0, 1]);
  });

  test.each(["lac", "aps"] as const)("of one fold are the sets of conformalSets(): %s", (method) => {
    const random = createRandom(8, 0);
    const draw = (rows: number) =>
      withTemperature(
        matrix(
          3,
          rows,
          Float64Array.from({ length: 3 * rows }, () => 2 * random.normal()),
        ),
        1,
      );
    const [P, prediction] = [draw(60), draw(40)];
    const classes = Int32Array.from({ length: 60 }, (_, s) => s % 3);
    expect(crossConformalSets([{ classes, P, prediction }], { alpha: 0.2, method }).data).toEqual(
      conformalSets({ classes, P }, prediction, { alpha: 0.2, method }).data,
    );
  });
});
