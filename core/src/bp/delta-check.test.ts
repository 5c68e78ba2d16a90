import { describe, expect, test } from "vitest";
import { expectNear } from "../../../test/near.js";
import { matrix } from "../matrix.js";
import { createRandom } from "../random.js";
import { backward } from "./backward.js";
import { numericDelta } from "./delta-check.js";
import { exampleNetwork } from "./example.js";
import { forward } from "./forward.js";
import { createNetwork } from "./network.js";

describe("numericDelta()", () => {
  test("of the example: δ¹ and δ² by hand (mpmath 1.3), to 1e-11", () => {
    const { network, X, Y } = exampleNetwork();
    const [first, second] = [1, 2].map((l) => numericDelta(network, X, Y, l).data);
    expectNear(first, [-0.01643528584661245, 0.02324448347290461, -0.001609599392714527], 1e-11);
    expectNear(second, [-0.06244779106617312, 0.1093061819448307], 1e-11);
  });

  test("agrees with backward() in every layer of a deep network with skip and weighted rows, to 1e-10", () => {
    const random = createRandom(9);
    const network = createNetwork([2, 3, 4, 2], {
      hidden: ["tanh", "softmax"],
      output: "softmax",
      skip: true,
      seed: random,
    });
    network.skip!.data.forEach((_, k, data) => (data[k] = random.normal()));
    const X = matrix(
      2,
      3,
      Float64Array.from({ length: 6 }, () => random.normal()),
    );
    const Y = matrix(2, 3, [1, 0, 1, 0, 1, 0]);
    const weights = [1, 0, 3];
    const { delta } = backward(network, forward(network, X), Y, "cross_entropy_mean", weights);
    for (let l = 1; l <= network.last; l++) {
      const numeric = numericDelta(network, X, Y, l, "cross_entropy_mean", weights);
      expect([numeric.rows, numeric.cols]).toEqual([network.sizes[l], 3]);
      expectNear(numeric.data, delta[l].data, 1e-10);
    }
  });

  test.each([0, 3, 1.5])("refuses layer %d of a network of two", (l) => {
    const { network, X, Y } = exampleNetwork();
    expect(() => numericDelta(network, X, Y, l)).toThrow(
      new RangeError(`Cannot check δ[${l}]: expected a layer from 1 to 2, got ${l}`),
    );
  });
});
