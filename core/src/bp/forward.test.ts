import { describe, expect, test } from "vitest";
import { expectNear } from "../../../test/near.js";
import { columns, matrix } from "../matrix.js";
import { exampleNetwork } from "./example.js";
import { activate, forward, softmax } from "./forward.js";
import { createNetwork } from "./network.js";

describe("forward()", () => {
  test("the tutorial's 3-3-2 worked by hand, to 1e-15", () => {
    const { network, X } = exampleNetwork();
    const { Z, H } = forward(network, X);
    // z₁¹ = 0.21·0.8 − 0.43·0.2 + 0.36·0.5 + 0.1 = 0.168 − 0.086 + 0.18 + 0.1 = 0.362
    // z₂¹ = 0.47·0.8 + 0.12·0.2 − 0.28·0.5 − 0.2 = 0.376 + 0.024 − 0.14 − 0.2 = 0.06
    // z₃¹ = −0.15·0.8 + 0.33·0.2 + 0.54·0.5 + 0.05 = −0.12 + 0.066 + 0.27 + 0.05 = 0.266
    expectNear(Z[1].data, [0.362, 0.06, 0.266], 1e-15);
    // From here on with mpmath 1.3, 40 digits: h = 1/(1 + e^(−z))
    expectNear(H[1].data, [0.5895244912981846, 0.5149955016194101, 0.5661106484969565], 1e-15);
    // z₁² = 0.58 h₁¹ − 0.37 h₂¹ + 0.42 h₃¹ + 0.15, z₂² = −0.29 h₁¹ + 0.64 h₂¹ + 0.18 h₃¹ − 0.1
    expectNear(Z[2].data, [0.5391423417224871, 0.1605349352894011], 1e-15);
    expectNear(H[2].data, [0.631612882016734, 0.5400477632796986], 1e-15);
  });

  test("slot 0 of Z is empty, H[0] is X itself", () => {
    const { network, X } = exampleNetwork();
    const { Z, H } = forward(network, X);
    expect(Z[0]).toEqual(matrix(0, 0));
    expect(H[0]).toBe(X);
  });

  test("a batch is its samples, each as if alone", () => {
    const network = createNetwork([2, 5, 3], { hidden: "tanh", output: "softmax", seed: 4 });
    const samples = [
      [0.3, -1],
      [2, 0.5],
      [0, 0],
    ];
    const together = forward(network, columns(samples)).H[2];
    samples.forEach((sample, s) => {
      const alone = forward(network, columns([sample])).H[2];
      expectNear(
        Array.from(alone.data, (_, i) => together.data[i * 3 + s]),
        alone.data,
        1e-15,
      );
    });
  });

  test("the skip adds W^skip H⁰ to the last weighted sum, by hand", () => {
    const network = createNetwork([2, 1, 1], {
      hidden: "relu",
      output: "identity",
      skip: true,
      initialisation: { W: [[[1, -1]], [[2]]], b: [[0.5], [-1]] },
    });
    network.skip!.data.set([10, 100]);
    // x = (3, 1): z¹ = 3 − 1 + 0.5 = 2.5, h¹ = 2.5; z² = 2·2.5 − 1 + 10·3 + 100·1 = 134
    // x = (0, 2): z¹ = −2 + 0.5 = −1.5, h¹ = 0;     z² = 0 − 1 + 0 + 200 = 199
    const { Z, H } = forward(network, matrix(2, 2, [3, 0, 1, 2]));
    expect([...Z[1].data, ...H[1].data, ...H[2].data]).toEqual([2.5, -1.5, 2.5, 0, 134, 199]);
  });

  test("a dropout mask multiplies h, not z", () => {
    const network = createNetwork([1, 2, 1], {
      hidden: "identity",
      output: "identity",
      initialisation: { W: [[[1], [2]], [[1, 1]]], b: [[0, 0], [0]] },
    });
    const mask = matrix(2, 1, [0, 2]); // the first neuron left out, p = 1/2
    const { Z, H } = forward(network, matrix(1, 1, [3]), [undefined, mask]);
    expect([[...Z[1].data], [...H[1].data], [...H[2].data]]).toEqual([[3, 6], [0, 12], [12]]);
  });

  test("no samples give empty matrices", () => {
    const { H } = forward(createNetwork([2, 3, 1]), matrix(2, 0));
    expect(H.map(({ rows, cols }) => [rows, cols])).toEqual([
      [2, 0],
      [3, 0],
      [1, 0],
    ]);
  });

  test("refuses an X with other rows", () => {
    expect(() => forward(createNetwork([3, 2]), matrix(2, 4))).toThrow(
      new RangeError("Cannot compute W[1] H[0]: expected 3 rows in H[0], got 2"),
    );
  });
});

describe("softmax()", () => {
  test("of (0, ln 2, ln 5) is (1/8, 2/8, 5/8), and of the same plus 100 too", () => {
    const z = [0, Math.log(2), Math.log(5)];
    const H = softmax(columns([z, z.map((x) => x + 100)]));
    expectNear(H.data, [1 / 8, 1 / 8, 2 / 8, 2 / 8, 5 / 8, 5 / 8], 2e-15);
  });

  test("at ±400 neither overflows nor is NaN: (1, e^(−800), …)", () => {
    const H = softmax(
      columns([
        [400, -400],
        [-400, -400],
        [800, 0],
      ]),
    );
    expect([...H.data]).toEqual([1, 0.5, 1, 0, 0.5, 0]); // e^(−800) = 3.7e-348 rounds to 0
  });

  test("each column sums to 1, to 1e-15, also where activate() calls it", () => {
    const Z = matrix(3, 2, [0.3, -7, 1.2, 2, 5, 0]);
    const H = activate({ name: "softmax" }, Z);
    expectNear(
      [0, 1].map((s) => H.data[s] + H.data[2 + s] + H.data[4 + s]),
      [1, 1],
      1e-15,
    );
  });
});
