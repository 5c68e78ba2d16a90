import { setFlagsFromString } from "node:v8";
import { describe, expect, test, vi } from "vitest";
import { expectClose, randomCase, type CaseOptions } from "../../../../test/random-case.js";
import { activationNames, registerActivation } from "../../bp/activation.js";
import { backward } from "../../bp/backward.js";
import { forward } from "../../bp/forward.js";
import { lossMisfit, losses, type LossName, type LossSpec } from "../../bp/loss.js";
import { createNetwork, type Network } from "../../bp/network.js";
import { matrix } from "../../matrix.js";
import { createRandom } from "../../random.js";
import { selectSamples } from "../samples.js";
import type { Samples } from "../engine.js";
import type { Objective } from "../../optimize/whole-table.js";
import { createFullBatch } from "./full-batch.js";
import type * as Load from "./load.js";
import { isAvailable, type Simd } from "./load.js";
import "../wasm-relaxed.js";

// Node.js 20 has relaxed SIMD behind a flag.
if (!isAvailable("relaxed")) setFlagsFromString("--experimental-wasm-relaxed-simd");

// Memory that is not a number anywhere: what a kernel has not written spoils every result.
vi.mock("./load.js", async (original) => {
  const load = await original<typeof Load>();
  return {
    ...load,
    allocate(bytes: number, shared: boolean) {
      const memory = load.allocate(bytes, shared);
      new Float64Array(memory.buffer).fill(Number.NaN);
      return memory;
    },
  };
});

const lossNames = Object.keys(losses) as LossName[];
const builtIn = activationNames();
const TOLERANCE = 1e-13; // of the largest derivative

function gradientOf(batch: Objective, { parameters }: Network): { loss: number; gradient: Float64Array } {
  const gradient = new Float64Array(parameters.length).fill(Number.NaN);
  return { loss: batch.gradient(parameters, gradient), gradient };
}

/** Loss and gradient of both, compared. */
function checkCase(
  options: CaseOptions,
  simd: Simd = "plain",
  loss: LossName | LossSpec = options.loss,
): void {
  const { network, samples } = randomCase(options);
  const pass = forward(network, samples.X);
  const expected = backward(network, pass, samples.Y, loss, samples.weights);
  const batch = createFullBatch(network, samples, loss, { simd });
  const { loss: value, gradient } = gradientOf(batch, network);
  expectClose(value, expected.loss, TOLERANCE);
  expectClose(gradient, expected.gradient, TOLERANCE);
  expect(batch.loss(network.parameters)).toBe(value);
}

describe.skipIf(!isAvailable("plain"))("plain SIMD", () => {
  checkAll("plain");
});
describe.skipIf(!isAvailable("relaxed"))("relaxed SIMD", () => {
  checkAll("relaxed");
});

function checkAll(simd: Simd): void {
  const pairs = builtIn.flatMap((f) => lossNames.map((loss) => ({ f, loss })));
  test.each(pairs)(
    "gradient() of $f with $loss differs from bp/ by less than 1e-13 of the largest ∂L/∂w",
    ({ f, loss }) => {
      const outputs = builtIn.filter((name) => lossMisfit(loss, { name }) === undefined);
      const output = outputs.includes(f) ? f : outputs[0];
      const seed = pairs.findIndex((pair) => pair.f === f && pair.loss === loss);
      const options = { seed, sizes: [3, 5, 4, 3], loss, hidden: f, output, skip: true };
      checkCase({ ...options, rows: 29, isWeighted: true }, simd);
    },
  );

  test.each(lossNames)("gradient() with %s behind every output activation that it allows", (loss) => {
    for (const name of builtIn.filter((output) => lossMisfit(loss, { name: output }) === undefined)) {
      checkCase({ seed: 5, sizes: [2, 3, 2], rows: 13, loss, output: name }, simd);
    }
  });

  test("gradient() of 60 networks of random depth, width, rows, weights and skip", () => {
    const random = createRandom(60);
    for (let seed = 0; seed < 60; seed++) {
      const sizes = Array.from({ length: 2 + random.integer(4) }, () => 1 + random.integer(40));
      const [rows, skip] = [1 + random.integer(300), random.integer(2) === 1];
      const isWeighted = random.integer(2) === 1;
      checkCase({ seed, sizes, rows, loss: "mse_mean", skip, isWeighted }, simd);
    }
  });

  test.each([1, 2, 7, 8, 9, 255, 256, 257, 511, 512, 520, 1001])("gradient() of %d rows", (rows) => {
    checkCase({ seed: rows, sizes: [3, 4, 1], rows, loss: "half_mse_batch_mean" }, simd);
  });

  test("gradient() of wide layers", () => {
    checkCase({ seed: 1, sizes: [300, 257, 3], rows: 99, loss: "half_mse_sum", isWeighted: true }, simd);
    checkCase({ seed: 2, sizes: [1, 300, 2, 1], rows: 300, loss: "half_mse_sum" }, simd);
  });
}

describe("createFullBatch()", () => {
  const options: CaseOptions = { seed: 3, sizes: [4, 6, 3], rows: 40, loss: "mse_mean", isWeighted: true };

  test.each<LossSpec>([
    { name: "huber_mean", parameters: { delta: 0.4 } },
    { name: "smooth_l1_mean", parameters: { beta: 0.3 } },
    { name: "pinball_mean", parameters: { tau: 0.9 } },
    { name: "bce_prob_mean", parameters: { pos_weight: [2, 0.5, 3] } },
    { name: "bce_logits_mean", parameters: { pos_weight: [2, 0.5, 3] } },
    { name: "cross_entropy_mean", parameters: { label_smoothing: 0.1, class_weight: [1, 2, 0.25] } },
  ])("takes the parameters of $name", (loss) => {
    const output = { bce_prob_mean: "sigmoid", bce_logits_mean: "sigmoid", cross_entropy_mean: "softmax" };
    const name = loss.name as keyof typeof output;
    checkCase({ ...options, loss: loss.name, output: output[name] ?? "identity" }, "plain", loss);
  });

  test.each(["leaky_relu", "elu"])("takes the parameter of %s", (name) => {
    const { samples } = randomCase(options);
    const hidden = { name, parameters: { [name === "elu" ? "alpha" : "slope"]: 0.3 } };
    const network = createNetwork([4, 6, 3], { hidden, output: "identity" });
    const expected = backward(network, forward(network, samples.X), samples.Y, "mse_mean", samples.weights);
    const { gradient } = gradientOf(createFullBatch(network, samples, "mse_mean"), network);
    expectClose(gradient, expected.gradient, TOLERANCE);
  });

  test("cross-entropy keeps the digits of a sure and right answer, and of a wrong one", () => {
    // z = (±40, 0): −ln softmax is ln(1 + e^−40) = 4.248354255291589e-18 (mpmath 1.3), or 40 more
    const network = createNetwork([1, 2], { output: "softmax" });
    network.parameters.set([40, 0, 0, 0]);
    const samples = (x: number): Samples => ({ X: matrix(1, 1, [x]), Y: matrix(2, 1, [1, 0]) });
    const right = gradientOf(createFullBatch(network, samples(1), "cross_entropy_mean"), network);
    expectClose(right.loss, 4.248354255291589e-18, 1e-15);
    expectClose(right.gradient.subarray(2), [-4.248354255291589e-18, 4.248354255291589e-18], 1e-15);
    const wrong = gradientOf(createFullBatch(network, samples(-1), "cross_entropy_mean"), network);
    expectClose(wrong.loss, 40, 1e-15);
    expectClose(wrong.gradient.subarray(2), [-1, 1], 1e-15);
  });

  test("rows of weight 0 are as if they were absent", () => {
    const { network, samples } = randomCase(options);
    const kept = Uint32Array.from(samples.weights!.keys()).filter((s) => samples.weights![s] > 0);
    expect(kept.length).toBeLessThan(40);
    const all = gradientOf(createFullBatch(network, samples, "mse_mean"), network);
    const some = gradientOf(createFullBatch(network, selectSamples(samples, kept), "mse_mean"), network);
    expectClose(all.loss, some.loss, TOLERANCE);
    expectClose(all.gradient, some.gradient, TOLERANCE);
  });

  test("keeps a copy of the rows, leaves the network alone, and gives the same bits again", () => {
    const { network, samples } = randomCase(options);
    const batch = createFullBatch(network, samples, "mse_mean");
    const first = gradientOf(batch, network);
    samples.X.data.fill(0);
    samples.Y.data.fill(0);
    const before = network.parameters.slice();
    batch.loss(network.parameters.map((w) => -w));
    expect(network.parameters).toEqual(before);
    expect(gradientOf(batch, network)).toEqual(first);
    expect(batch.count).toBe(before.length);
  });

  test("a NaN or an infinite parameter shows in the loss", () => {
    const { network, samples } = randomCase(options);
    const batch = createFullBatch(network, samples, "mse_mean");
    for (const value of [Number.NaN, Infinity, -Infinity]) {
      const parameters = network.parameters.slice();
      parameters[parameters.length - 1] = value;
      expect(Number.isFinite(batch.loss(parameters))).toBe(false);
    }
  });

  test("refuses what does not fit, and says what would", () => {
    const { network, samples } = randomCase(options);
    const { X, Y } = samples;
    const refusal = (other: Partial<Samples>) => () =>
      createFullBatch(network, { X, Y, ...other }, "mse_mean");
    expect(refusal({ X: matrix(3, 40) })).toThrow(
      new RangeError("Cannot hold the rows: expected X with 4 × 1 or more, got 3 × 40"),
    );
    expect(refusal({ X: matrix(4, 0), Y: matrix(3, 0) })).toThrow(
      new RangeError("Cannot hold the rows: expected X with 4 × 1 or more, got 4 × 0"),
    );
    expect(refusal({ Y: matrix(3, 39) })).toThrow(
      new RangeError("Cannot hold the rows: expected labels 3 × 40, got 3 × 39"),
    );
    expect(refusal({ weights: new Float64Array(39) })).toThrow(
      new RangeError("Cannot weight the samples: expected 40 weights, got 39"),
    );
    expect(refusal({ weights: new Float64Array(40) })).toThrow(
      new RangeError("Cannot compute the loss: expected rows whose weights sum to more than 0, got 0"),
    );
    expect(() => createFullBatch(network, samples, "cross_entropy_mean")).toThrow(
      new RangeError(
        'Cannot use loss "cross_entropy_mean": expected output activation "softmax", got "identity"',
      ),
    );
    expect(() => createFullBatch(network, samples, "mse_mean").loss(new Float64Array(3))).toThrow(
      new RangeError("Cannot take the parameters: expected 51 numbers, got 3"),
    );
  });

  test.each(["cube", "3"])("refuses the activation %j, which was registered", (name) => {
    registerActivation(name, { f: (z) => z ** 3, df: (z) => 3 * z * z });
    const network = createNetwork([1, 1], { output: name });
    expect(() => createFullBatch(network, { X: matrix(1, 1), Y: matrix(1, 1) }, "half_mse_sum")).toThrow(
      new RangeError(
        `Cannot use activation "${name}" in WebAssembly: expected a built-in one, got one that was registered; compute with bp/, the reference`,
      ),
    );
  });
});
