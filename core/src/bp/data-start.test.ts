import { expect, test } from "vitest";
import { matrix } from "../matrix.js";
import { createRandom } from "../random.js";
import { forward } from "./forward.js";
import { createNetwork } from "./network.js";

const random = createRandom(4);
const X = matrix(
  3,
  400,
  Float64Array.from({ length: 1200 }, (_, k) => (k < 400 ? 50 : 1) * (random.normal() + 3)),
);

test("startFromData() gives every weighted sum a standard deviation of 1 and a zero within the data", () => {
  const network = createNetwork([3, 20, 10, 2], {
    hidden: { name: "mish", trainable: true },
    output: "identity",
    front: { embed: [false, true, true] },
    initialisation: { X },
    seed: 1,
  });
  const { Z } = forward(network, X);
  for (let l = 1; l <= 3; l++) {
    for (let i = 0; i < Z[l].rows; i++) {
      const z = Z[l].data.subarray(i * 400, (i + 1) * 400);
      const mean = z.reduce((sum, x) => sum + x, 0) / 400;
      const sd = Math.sqrt(z.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 400);
      expect(sd).toBeCloseTo(1, 10);
      expect(Math.min(...z)).toBeLessThan(0);
      expect(Math.max(...z)).toBeGreaterThan(0);
    }
  }
  expect(network.alpha![1]!.every((a) => a === 1)).toBe(true);
  expect(network.front!.scale!.every((d) => d === 1)).toBe(true);
});

test("startFromData() of one row divides by no spread of 0: z = 0 there", () => {
  const one = matrix(3, 1, [1, 2, 3]);
  const network = createNetwork([3, 4, 1], {
    hidden: "tanh",
    output: "identity",
    initialisation: { X: one },
  });
  for (const z of forward(network, one).Z[1].data) expect(z).toBeCloseTo(0, 12);
});

test("startFromData() draws from its seed alone and refuses rows that do not fit", () => {
  const start = (seed: number) => createNetwork([3, 4, 1], { initialisation: { X }, seed }).parameters;
  expect(start(1)).toEqual(start(1));
  expect(start(2)).not.toEqual(start(1));
  expect(() => createNetwork([2, 1], { initialisation: { X } })).toThrow(
    "expected 2 inputs of at least one row, got 3 of 400",
  );
  expect(() => createNetwork([3, 1], { initialisation: { X: matrix(3, 0) } })).toThrow("got 3 of 0");
});
