import { describe, expect, test } from "vitest";
import { copyNetwork, createNetwork, emptyNetwork, parameterCount, views } from "./network.js";

describe("createNetwork()", () => {
  test("3-3-2: layers, shapes and activations of the tutorial", () => {
    const { sizes, last, W, b, activations, parameters, skip } = createNetwork([3, 3, 2]);
    expect([sizes, last]).toEqual([[3, 3, 2], 2]);
    expect(W.map(({ rows, cols }) => [rows, cols])).toEqual([
      [0, 0], // slot 0 is empty
      [3, 3],
      [2, 3],
    ]);
    expect(b.map((v) => v.length)).toEqual([0, 3, 2]);
    expect(activations.map(({ name }) => name)).toEqual(["", "sigmoid", "sigmoid"]);
    expect(parameters).toHaveLength(3 * 3 + 3 + 2 * 3 + 2);
    expect(skip).toBeUndefined();
  });

  test("W, b and skip are views on the flat vector: W¹, b¹, W², b², W^skip, matrices row by row", () => {
    const network = emptyNetwork(
      [2, 1, 2],
      ["tanh", "identity"],
      true,
      Float64Array.from({ length: 11 }, (_, k) => k),
    );
    expect(network.W.map(({ data }) => [...data])).toEqual([[], [0, 1], [3, 4]]);
    expect(network.b.map((v) => [...v])).toEqual([[], [2], [5, 6]]);
    expect([...network.skip!.data]).toEqual([7, 8, 9, 10]);
    network.W[2].data[1] = -4;
    expect(network.parameters[4]).toBe(-4);
  });

  test("one seed gives one network, another seed another", () => {
    const [a, same, other] = [7, 7, 8].map((seed) => createNetwork([4, 5, 1], { seed }).parameters);
    expect(same).toEqual(a);
    expect(other).not.toEqual(a);
  });

  test("one hidden activation serves all hidden layers, a list gives each its own", () => {
    const names = (hidden: string | string[]): string[] =>
      createNetwork([1, 2, 2, 1], { hidden, output: "identity" }).activations.map(({ name }) => name);
    expect(names("relu")).toEqual(["", "relu", "relu", "identity"]);
    expect(names(["relu", "tanh"])).toEqual(["", "relu", "tanh", "identity"]);
  });

  test("the parameters of an activation are completed by its defaults", () => {
    const { activations } = createNetwork([1, 1], { output: "leaky_relu" });
    expect(activations[1]).toEqual({ name: "leaky_relu", parameters: { slope: 0.01 } });
  });

  test("a network without hidden layers is a linear model with f behind it", () => {
    expect(createNetwork([3, 1]).parameters).toHaveLength(4);
  });

  test("the skip starts at 0", () => {
    expect([...createNetwork([2, 3, 1], { skip: true }).skip!.data]).toEqual([0, 0]);
  });
});

describe("createNetwork() refuses", () => {
  const cannot = "Cannot create the network: expected";
  test.each([
    [[3], `${cannot} 2 to 64 layers, got 1`],
    [Array<number>(65).fill(1), `${cannot} 2 to 64 layers, got 65`],
    [[3, 0, 1], `${cannot} 1 to 65536 neurons in a layer, got 0`],
    [[3, 2.5], `${cannot} 1 to 65536 neurons in a layer, got 2.5`],
    [[65_537, 1], `${cannot} 1 to 65536 neurons in a layer, got 65537`],
    [[Number.NaN, 1], `${cannot} 1 to 65536 neurons in a layer, got NaN`],
    [[65_536, 2048], `${cannot} at most 134217728 parameters, got 134219776`],
  ])("the sizes %j", (sizes, message) => {
    expect(() => createNetwork(sizes)).toThrow(new RangeError(message));
  });

  test("a wrong number of activations or parameters", () => {
    expect(() => createNetwork([1, 2, 1], { hidden: ["tanh", "tanh"] })).toThrow(
      new RangeError(`${cannot} 1 hidden activations, got 2`),
    );
    expect(() => emptyNetwork([1, 1], ["tanh", "tanh"])).toThrow(
      new RangeError(`${cannot} 1 activations, one for each layer after the input, got 2`),
    );
    expect(() => emptyNetwork([1, 1], ["tanh"], false, new Float64Array(3))).toThrow(
      new RangeError(`${cannot} 2 parameters, got 3`),
    );
  });

  test("an unknown activation or parameter of one", () => {
    expect(() => createNetwork([1, 1], { output: "rleu" })).toThrow(
      /^Cannot use activation "rleu": expected one of/,
    );
    expect(() => createNetwork([1, 1], { output: { name: "elu", parameters: { slope: 1 } } })).toThrow(
      new RangeError('Cannot use activation "elu": expected alpha, got slope = 1'),
    );
    expect(() => createNetwork([1, 1], { output: { name: "elu", parameters: { alpha: NaN } } })).toThrow(
      new RangeError('Cannot use activation "elu": expected alpha, got alpha = NaN'),
    );
    expect(() => createNetwork([1, 1], { output: { name: "tanh", parameters: { a: 1 } } })).toThrow(
      new RangeError('Cannot use activation "tanh": expected no parameters, got a = 1'),
    );
  });
});

test("parameterCount() of 3-3-2 is 20, with the skip 26", () => {
  expect([parameterCount([3, 3, 2]), parameterCount([3, 3, 2], true)]).toEqual([20, 26]);
});

test("copyNetwork() shares no number with the first one", () => {
  const network = createNetwork([2, 2, 1], { skip: true });
  const before = network.parameters.slice();
  const copy = copyNetwork(network);
  copy.parameters.fill(9);
  expect(network.parameters).toEqual(before);
  expect([...copy.W[1].data, ...copy.skip!.data]).toEqual([9, 9, 9, 9, 9, 9]);
});

test("views() of a vector without skip leave no skip", () => {
  expect(views([1, 1], false, Float64Array.of(5, 6))).toEqual({
    W: [
      { rows: 0, cols: 0, data: new Float64Array(0) },
      { rows: 1, cols: 1, data: Float64Array.of(5) },
    ],
    b: [new Float64Array(0), Float64Array.of(6)],
  });
});
