import { describe, expect, test } from "vitest";
import { activationNames } from "../../bp/activation.js";
import { createNetwork, type NetworkOptions } from "../../bp/network.js";
import { column, matrix, type Matrix } from "../../matrix.js";
import { createRandom } from "../../random.js";
import type { Ensemble, WeightedNetwork } from "../engine.js";
import { referenceEngine } from "../reference.js";
import { createWasmEngine } from "../wasm.js";

const engine = createWasmEngine();
const random = createRandom(3);

function inputs(rows: number, cols: number): Matrix {
  return matrix(
    rows,
    cols,
    Float64Array.from({ length: rows * cols }, () => random.normal()),
  );
}

function networks(sizes: readonly (readonly number[])[], options: NetworkOptions): WeightedNetwork[] {
  return sizes.map((one, i) => {
    const network = createNetwork(one, { output: "identity", ...options, seed: i });
    for (let k = 0; k < network.parameters.length; k++) network.parameters[k] += 0.1 * random.normal();
    return { network, weight: (i + 1) / ((sizes.length * (sizes.length + 1)) / 2) };
  });
}

/** Row by row, copied. */
function single(ensemble: Ensemble, X: Matrix): Float64Array[] {
  return Array.from({ length: X.cols }, (_, s) => ensemble.row(column(X, s)).slice());
}

function expectClose(given: ArrayLike<number>, wanted: ArrayLike<number>, bound: number): void {
  expect(given.length).toBe(wanted.length);
  let worst = 0;
  for (let k = 0; k < wanted.length; k++) {
    worst = Math.max(worst, Math.abs(given[k] - wanted[k]) / Math.max(1, Math.abs(wanted[k])));
  }
  expect(worst).toBeLessThan(bound);
}

describe("ensemble() of the wasm engine", () => {
  test.each(activationNames())("%s: a row has the bits that it has among others", (name) => {
    const ensemble = engine.ensemble(networks([[5, 19, 7, 3]], { hidden: name, output: name, skip: true }));
    const X = inputs(5, 21);
    const H = ensemble.rows(X);
    expect(single(ensemble, X)).toEqual(Array.from({ length: X.cols }, (_, s) => column(H, s)));
  });

  test("differs from the reference by less than 1e-5 for shapes from 1 × 1 to 70 × 300 (float32)", () => {
    for (const sizes of [
      [1, 1],
      [1, 2, 1],
      [3, 4, 1],
      [13, 64, 32, 1],
      [70, 300, 9],
      [2, 17, 33, 16, 5],
    ]) {
      const all = networks([sizes, sizes], { hidden: "tanh", skip: sizes.length % 2 === 0 });
      const X = inputs(sizes[0], 9);
      const wanted = referenceEngine.ensemble(all).rows(X);
      const ensemble = engine.ensemble(all);
      expectClose(ensemble.rows(X).data, wanted.data, 1e-5);
      single(ensemble, X).forEach((h, s) => expectClose(h, column(wanted, s), 1e-5));
    }
  });

  test("takes networks with different hidden layers and weights", () => {
    const all = networks(
      [
        [4, 8, 2],
        [4, 2],
        [4, 3, 40, 2],
      ],
      { hidden: "silu" },
    );
    const X = inputs(4, 33);
    expectClose(engine.ensemble(all).rows(X).data, referenceEngine.ensemble(all).rows(X).data, 1e-5);
  });

  test("predicts more rows than a chunk has, and none", () => {
    const all = networks([[3, 5, 1]], { hidden: "relu" });
    const X = inputs(3, 4096 + 9);
    expectClose(engine.ensemble(all).rows(X).data, referenceEngine.ensemble(all).rows(X).data, 1e-5);
    expect(engine.ensemble(all).rows(matrix(3, 0)).data).toHaveLength(0);
  });

  test("two ensembles do not disturb each other", () => {
    const [a, b] = [networks([[2, 6, 1]], {}), networks([[2, 4, 4, 1]], {})];
    const [first, second] = [engine.ensemble(a), engine.ensemble(b)];
    const X = inputs(2, 5);
    const before = single(first, X);
    single(second, X);
    expect(single(first, X)).toEqual(before);
  });

  test("refuses a row of another length, as it does rows", () => {
    const ensemble = engine.ensemble(networks([[3, 4, 1]], {}));
    const message = "Cannot compute W[1] H[0]: expected 3 rows in H[0], got 2";
    expect(() => ensemble.row(Float64Array.of(1, 2))).toThrow(message);
    expect(() => ensemble.rows(matrix(2, 1))).toThrow(message);
  });

  test("refuses no networks, and activations that have no kernel", () => {
    expect(() => engine.ensemble([])).toThrow("Cannot predict: expected at least one network, got none");
    const [{ network }] = networks([[2, 3, 1]], {});
    network.activations[1] = { name: "own" };
    expect(() => engine.ensemble([{ network, weight: 1 }])).toThrow(
      'Cannot predict in WebAssembly: expected built-in activations, got "own"',
    );
  });
});

describe("predict() of the wasm engine", () => {
  test("follows the parameters of a network that has been seen before", () => {
    const [{ network }] = networks([[3, 8, 2]], { hidden: "tanh" });
    const X = inputs(3, 10);
    expectClose(engine.predict(network, X).data, referenceEngine.predict(network, X).data, 1e-5);
    for (let k = 0; k < network.parameters.length; k++) network.parameters[k] *= -0.5;
    expectClose(engine.predict(network, X).data, referenceEngine.predict(network, X).data, 1e-5);
  });

  test("follows each single parameter, for one row and for several", () => {
    const [{ network }] = networks([[3, 5, 2]], { hidden: "tanh" });
    const X = inputs(3, 4);
    for (let k = 0; k < network.parameters.length; k++) {
      network.parameters[k] += 0.5;
      const fresh = engine.ensemble([{ network, weight: 1 }]).rows(X);
      const one = matrix(3, 1, column(X, 0));
      expect(engine.predict(network, one).data).toEqual(column(fresh, 0));
      expect(engine.predict(network, X)).toEqual(fresh);
    }
  });

  test("gives each row an array of its own", () => {
    const [{ network }] = networks([[2, 3, 1]], {});
    const [first, second] = [inputs(2, 1), inputs(2, 1)].map((x) => engine.predict(network, x).data);
    expect(first).not.toEqual(second);
  });
});
