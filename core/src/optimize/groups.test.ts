import { expect, test } from "vitest";
import { createNetwork } from "../bp/network.js";
import { logSymmetries, parameterGroups } from "./groups.js";

const network = createNetwork([2, 3, 2, 1], { hidden: ["tanh", "sigmoid"], output: "identity", skip: true });

test("parameterGroups(): one decay, but for the biases of the output", () => {
  const { names, of, counts } = parameterGroups(network, "one");
  expect(names).toEqual(["weights", "b3"]);
  // W¹ 6, b¹ 3, W² 6, b² 2, W³ 2, b³ 1, skip 2
  expect([...of]).toEqual([...Array.from({ length: 19 }, () => 0), 1, 0, 0]);
  expect(counts).toEqual([21, 1]);
});

test("parameterGroups(): one for W and b of each layer, and the skip", () => {
  const { names, counts, inputs } = parameterGroups(network, "layer");
  expect(names).toEqual(["W1", "b1", "W2", "b2", "W3", "skip", "b3"]);
  expect(counts).toEqual([6, 3, 6, 2, 2, 2, 1]);
  expect(inputs.every((input) => input === null)).toBe(true);
});

test("parameterGroups(): one for the weights from each input, by both ways", () => {
  const { names, of, inputs } = parameterGroups(network, "ard");
  expect(names).toEqual(["input 1", "input 2", "b1", "W2", "b2", "W3", "skip 1", "skip 2", "b3"]);
  expect(inputs).toEqual([0, 1, null, null, null, null, 0, 1, null]);
  expect([...of]).toEqual([0, 1, 0, 1, 0, 1, 2, 2, 2, 3, 3, 3, 3, 3, 3, 4, 4, 5, 5, 8, 6, 7]);
});

test("logSymmetries(): 3! orders and 2³ signs of the tanh layer, 2! orders of the sigmoids", () => {
  expect(logSymmetries(network)).toBeCloseTo(Math.log(6 * 8 * 2), 14);
});
