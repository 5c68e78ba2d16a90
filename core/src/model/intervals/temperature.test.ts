import { expect, test } from "vitest";
import { logits, withTemperature } from "../../assess/conformal-classes.js";
import { matrix } from "../../matrix.js";
import { createRandom } from "../../random.js";
import type { Encoder } from "../../table/encode.js";
import { temperatureFor } from "./temperature.js";

const encoder: Encoder = {
  task: "binary",
  features: [],
  labels: [{ name: "y", type: "classes", from: "category", levels: ["no", "yes"] }],
  inputs: [],
};

test("temperatureFor() finds the factor by which a model was too sure, and mends its calibration", () => {
  const random = createRandom(3, 1);
  const n = 2000;
  const z = Float64Array.from({ length: n }, () => 1.5 * random.normal());
  const p = withTemperature(matrix(1, n, z), 1).data; // true probabilities
  const Y = matrix(
    1,
    n,
    p.map((own) => (random.uniform() < own ? 1 : 0)),
  );
  const H = withTemperature(matrix(1, n, z), 1 / 3); // claimed: logits three times as large
  const fold = Int32Array.from({ length: n }, (_, s) => s % 5);
  const found = temperatureFor({ encoder }, { Y, H, fold });
  expect(Math.abs(found.temperature - 3)).toBeLessThan(0.3);
  expect(found.after.ece).toBeLessThan(0.5 * found.before.ece);
  expect(found.after.logLoss).toBeLessThan(found.before.logLoss);
});

test("logits() undoes the sigmoid and softmax", () => {
  const one = withTemperature(matrix(1, 2, [-1, 2]), 1);
  expect(logits(one).data[0]).toBeCloseTo(-1, 12);
  expect(logits(one).data[1]).toBeCloseTo(2, 12);
  const P = withTemperature(matrix(2, 1, [3, 1]), 1);
  const { data } = logits(P);
  expect(data[0] - data[1]).toBeCloseTo(2, 12);
});
