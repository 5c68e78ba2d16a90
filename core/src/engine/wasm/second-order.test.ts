import { readFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { describe, expect, test, vi } from "vitest";
import { expectClose, randomCase, type CaseOptions } from "../../../../test/random-case.js";
import { activationNames } from "../../bp/activation.js";
import { backward } from "../../bp/backward.js";
import { crossEntropyLabels, lossSpec, type LossName, type LossSpec } from "../../bp/loss.js";
import { forward } from "../../bp/forward.js";
import { createNetwork, emptyNetwork, type Network } from "../../bp/network.js";
import { matrix, multiplyTransposedA, selectColumns, transpose, type Matrix } from "../../matrix.js";
import { createRandom } from "../../random.js";
import type * as Load from "./load.js";
import { isAvailable, type Simd } from "./load.js";
import { createSecondOrder, LIMIT_SECOND_ORDER } from "./second-order.js";
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

interface Step {
  loss: LossName;
  sizes: number[];
  skip: boolean;
  mu: number;
  parameters: number[];
  X: number[];
  Y: number[];
  weights: number[];
  objective: number;
  Jtr: number[];
  JtJ: number[];
  step: number[];
  inverseDiagonal: number[];
  inverseTrace: number;
  logDeterminant: number;
}

const steps = JSON.parse(readFileSync("test/fixtures/second-order/numpy.json", "utf8")) as Step[];
const OUTPUTS = { bce_logits_mean: "sigmoid", cross_entropy_mean: "softmax" };
const outputOf = (loss: LossName) => OUTPUTS[loss as keyof typeof OUTPUTS] ?? "identity";

/** Derivative of every output of every sample by the parameters, one back-propagation each: ½ (h − y)² with h − y = 1 for one output. */
function plainJacobian(network: Network, X: Matrix): Matrix {
  const n = network.sizes[network.last];
  const J = matrix(X.cols * n, network.parameters.length);
  for (let s = 0; s < X.cols; s++) {
    const pass = forward(network, selectColumns(X, [s]));
    for (let o = 0; o < n; o++) {
      const Y = matrix(n, 1, pass.H[network.last].data.slice());
      Y.data[o] -= 1;
      J.data.set(backward(network, pass, Y, "half_mse_sum").gradient, (s * n + o) * J.cols);
    }
  }
  return J;
}

/** Each row of J times the root of its sample's weight. */
function weighted(J: Matrix, weights: Float64Array | undefined): Matrix {
  const n = weights ? J.rows / weights.length : 1;
  return { ...J, data: J.data.map((v, k) => v * Math.sqrt(weights?.[Math.floor(k / J.cols / n)] ?? 1)) };
}

/** The same network with an identity at the output: its Jacobian is that of z. */
function withIdentity({ sizes, activations, skip, parameters }: Network): Network {
  return emptyNetwork(sizes, [...activations.slice(1, -1), "identity"], skip !== undefined, parameters);
}

describe.skipIf(!isAvailable("plain"))("plain SIMD", () => {
  checkAll("plain");
});
describe.skipIf(!isAvailable("relaxed"))("relaxed SIMD", () => {
  checkAll("relaxed");
});

function checkAll(simd: Simd): void {
  test.each(steps)("one damped step with $loss agrees with numpy and scipy to 1e-12", (golden) => {
    const { sizes, skip, loss, mu } = golden;
    const hidden = "tanh";
    const network = createNetwork(sizes, { hidden, output: outputOf(loss), skip });
    const rows = golden.weights.length;
    const samples = {
      X: matrix(sizes[0], rows, golden.X),
      Y: matrix(sizes.at(-1)!, rows, golden.Y),
      weights: Float64Array.from(golden.weights),
    };
    const net = createSecondOrder(network, samples, loss, { simd });
    const { objective, Jtr } = net.normalEquations(Float64Array.from(golden.parameters));
    expectClose(objective, golden.objective, 1e-13);
    expectClose(Jtr, golden.Jtr, 1e-13);
    expectClose(net.JtJ().data, golden.JtJ, 1e-13);
    expectClose(net.solve(mu)!, golden.step, 1e-12);
    expectClose(net.inverseDiagonal(), golden.inverseDiagonal, 1e-12);
    expectClose(net.inverseTrace(), golden.inverseTrace, 1e-12);
    expectClose(net.logDeterminant(), golden.logDeterminant, 1e-12);
  });

  test.each(activationNames())(
    "jacobian() through %s agrees with one back-propagation for each row",
    (name) => {
      for (const [hidden, output] of [
        [name, "identity"],
        ["tanh", name],
      ]) {
        const options = { seed: 4, sizes: [3, 4, 5, 3], rows: 11, loss: "mse_mean", skip: true } as const;
        const { network, samples } = randomCase({ ...options, sizes: [3, 4, 5, 3], hidden, output });
        const net = createSecondOrder(network, samples, "mse_mean", { simd });
        const J = net.jacobian(network.parameters, 0, 11);
        expectClose(J.data, plainJacobian(network, samples.X).data, 1e-13);
      }
    },
  );

  test("JᵀJ of 40 random networks is the product of the Jacobian with itself", () => {
    const random = createRandom(40);
    for (let seed = 0; seed < 40; seed++) {
      const sizes = Array.from({ length: 2 + random.integer(3) }, () => 1 + random.integer(9));
      const [skip, isWeighted] = [random.integer(2) === 1, random.integer(2) === 1];
      const output = random.integer(4) === 0 ? "softmax" : "identity";
      const rows = 1 + random.integer(seed % 8 === 0 ? 600 : 60);
      checkProduct({ seed, sizes, rows, loss: "half_mse_sum", output, skip, isWeighted }, simd);
    }
  });

  test("JᵀJ of 497 parameters", () => {
    checkProduct({ seed: 1, sizes: [7, 55, 1], rows: 40, loss: "mse_mean", skip: true }, simd);
    checkProduct({ seed: 2, sizes: [30, 13, 7], rows: 21, loss: "mse_mean", isWeighted: true }, simd);
  });
}

/** Compares the rows of J, JᵀJ and Jᵀr with what bp/ gives. */
function checkProduct(options: CaseOptions, simd: Simd): void {
  const { network, samples } = randomCase(options);
  const { X, Y, weights } = samples;
  const net = createSecondOrder(network, samples, options.loss, { simd });
  const J = weighted(plainJacobian(network, X), weights);
  const { objective, loss, Jtr } = net.normalEquations(network.parameters);
  const JtJ = net.JtJ();
  expectClose(JtJ.data, multiplyTransposedA(J, J).data, 1e-13);
  const mirrored = transpose(JtJ).data;
  expect(JtJ.data.every((v, k) => v === mirrored[k])).toBe(true);
  const pass = forward(network, X);
  const half = backward(network, pass, Y, "half_mse_sum", weights);
  expectClose(objective, half.loss, 1e-13);
  expectClose(Jtr, half.gradient, 1e-13);
  expectClose(loss, backward(network, pass, Y, options.loss, weights).loss, 1e-13);
}

describe("normalEquations() of a cross-entropy", () => {
  test.each<LossSpec>([
    { name: "bce_logits_mean" },
    { name: "bce_logits_mean", parameters: { pos_weight: [3, 0.5, 1] } },
    { name: "cross_entropy_mean" },
    { name: "cross_entropy_mean", parameters: { label_smoothing: 0.2, class_weight: [3, 0.5, 1] } },
  ])("is the generalised Gauss–Newton matrix Σ ω Jᵀ (∂²L/∂z²) J: $name $parameters", (given) => {
    const spec = lossSpec(given);
    const options = { seed: 7, sizes: [3, 4, 3], rows: 23, skip: true, isWeighted: true };
    const { network, samples } = randomCase({ ...options, loss: given.name, output: outputOf(given.name) });
    const { X, Y, weights } = samples;
    const net = createSecondOrder(network, samples, given);
    const { objective, loss, Jtr } = net.normalEquations(network.parameters);
    const pass = forward(network, X);
    const expected = backward(network, pass, Y, given, weights);
    const total = objective / loss; // what the mean divides by
    expectClose(loss, expected.loss, 1e-13);
    expectClose(
      Jtr,
      expected.gradient.map((g) => g * total),
      1e-13,
    );
    const J = plainJacobian(withIdentity(network), X);
    const sum = matrix(J.cols, J.cols);
    for (let s = 0; s < X.cols; s++) {
      const Js = matrix(3, J.cols, J.data.subarray(s * 3 * J.cols, (s + 1) * 3 * J.cols));
      const product = multiplyTransposedA(Js, multiplied(curvature(spec, pass.H[2], Y, s), Js));
      for (let k = 0; k < sum.data.length; k++) sum.data[k] += weights![s] * product.data[k];
    }
    expectClose(net.JtJ().data, sum.data, 1e-13);
    const rows = net.jacobian(network.parameters, 0, 23);
    expectClose(multiplyTransposedA(rows, rows).data, sum.data, 1e-13);
  });
});

const multiplied = (A: Matrix, B: Matrix): Matrix => multiplyTransposedA(A, B); // A is symmetric

/** ∂²L/∂z² of sample s, its row weight and the normalisation left out. */
function curvature(spec: Required<LossSpec>, H: Matrix, Y: Matrix, s: number): Matrix {
  const n = H.rows;
  const M = matrix(n, n);
  const h = (i: number) => H.data[i * H.cols + s];
  const { Q } = crossEntropyLabels(
    { name: spec.name, parameters: { label_smoothing: 0, class_weight: 1, ...spec.parameters } },
    Y,
  );
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const y = Y.data[i * Y.cols + s];
      const p = spec.parameters["pos_weight"] ?? 1;
      let mass = 1 - y + (typeof p === "number" ? p : p[i]) * y;
      if (spec.name === "cross_entropy_mean")
        mass = Q.data.reduce((sum, q, k) => (k % Q.cols === s ? sum + q : sum), 0);
      if (spec.name === "cross_entropy_mean") M.data[i * n + j] = mass * ((i === j ? h(i) : 0) - h(i) * h(j));
      else if (i === j) M.data[i * n + j] = mass * h(i) * (1 - h(i));
    }
  }
  return M;
}

describe("solve()", () => {
  const options: CaseOptions = { seed: 9, sizes: [5, 9, 2], rows: 80, loss: "mse_mean", skip: true };
  const { network, samples } = randomCase(options);

  /** Largest element of (JᵀJ + D) d − b, as a share of ‖JᵀJ‖ ‖d‖ (largest elements). */
  function residual(JtJ: Matrix, D: (i: number) => number, d: Float64Array, b: ArrayLike<number>): number {
    const n = d.length;
    let [worst, large] = [0, 0];
    for (let i = 0; i < n; i++) {
      let rest = D(i) * d[i] - b[i];
      for (let j = 0; j < n; j++) rest += JtJ.data[i * n + j] * d[j];
      worst = Math.max(worst, Math.abs(rest));
      large = Math.max(large, JtJ.data[i * n + i] * Math.max(...d.map(Math.abs)));
    }
    return worst / large;
  }

  test("gives d with (JᵀJ + μI) d = −Jᵀr to 1e-14, for one μ after another", () => {
    const net = createSecondOrder(network, samples, "mse_mean");
    const { Jtr } = net.normalEquations(network.parameters);
    const JtJ = net.JtJ();
    const steps = [1e-3, 1, 1e3].map((mu) => {
      const d = net.solve(mu)!;
      expect(
        residual(
          JtJ,
          () => mu,
          d,
          Jtr.map((g) => -g),
        ),
      ).toBeLessThan(1e-14);
      return d;
    });
    expect(net.solve(1e-3)).toEqual(steps[0]); // JᵀJ is still what it was
    expect(net.JtJ()).toEqual(JtJ);
  });

  test("takes a diagonal and a right side of its own", () => {
    const net = createSecondOrder(network, samples, "mse_mean");
    net.normalEquations(network.parameters);
    const D = network.parameters.map((_, k) => 0.1 + (k % 3));
    const b = network.parameters.map((w, k) => w + k);
    const d = net.solve(D, b)!;
    expect(residual(net.JtJ(), (i) => D[i], d, b)).toBeLessThan(1e-14);
  });

  test("gives nothing where JᵀJ + D is not positive definite, and goes on afterwards", () => {
    const net = createSecondOrder(network, samples, "mse_mean");
    net.normalEquations(network.parameters);
    const { data, cols } = net.JtJ();
    const d = net.solve(1);
    for (let k = 0; k < cols; k += 7) {
      const D = new Float64Array(cols).fill(1);
      D[k] = -data[k * cols + k] - 1; // one diagonal element becomes −1
      expect(net.solve(D)).toBeUndefined();
      expect(() => net.inverseTrace()).toThrow("expected a factor, got none; call solve first");
    }
    expect(net.solve(Number.NaN)).toBeUndefined();
    expect(net.solve(Infinity)).toBeUndefined();
    expect(net.solve(1)).toEqual(d);
  });

  test("is right to 1e-13 for a JᵀJ of half rank and a damping of 1e-10", () => {
    // Each input stands there twice, and there are fewer rows than parameters.
    const X = matrix(
      10,
      20,
      Float64Array.from({ length: 200 }, (_, k) => samples.X.data[k % 100]),
    );
    const wide = createNetwork([10, 9, 1], { hidden: "tanh", output: "identity", seed: 2 });
    const net = createSecondOrder(wide, { X, Y: matrix(1, 20, samples.Y.data.slice(0, 20)) }, "mse_mean");
    const { Jtr } = net.normalEquations(wide.parameters);
    const d = net.solve(1e-10)!;
    expect(
      residual(
        net.JtJ(),
        () => 1e-10,
        d,
        Jtr.map((g) => -g),
      ),
    ).toBeLessThan(1e-13);
  });

  test("with μ = 0 on a linear network finds the least squares in one step", () => {
    const line = createNetwork([2, 1], { output: "identity" });
    // y = 3 x₁ − 2 x₂ + 0.5, without noise
    const X = matrix(2, 4, [0, 1, 2, 5, 1, -1, 3, 2]);
    const Y = matrix(1, 4, [-1.5, 5.5, 0.5, 11.5]);
    const net = createSecondOrder(line, { X, Y }, "half_mse_sum");
    net.normalEquations(line.parameters);
    const d = net.solve(0)!;
    const found = line.parameters.map((w, k) => w + d[k]);
    expectClose(found, [3, -2, 0.5], 1e-14);
    expect(net.loss(found)).toBeLessThan(1e-26);
  });
});

describe("inverseDiagonal(), inverseTrace(), logDeterminant()", () => {
  test.each([1, 2, 5, 8, 9, 31, 32, 33, 63, 64, 65, 130])("of %d inputs to one linear neuron", (inputs) => {
    const { network, samples } = randomCase({
      seed: inputs,
      sizes: [inputs, 1],
      rows: 300,
      loss: "mse_mean",
    });
    const net = createSecondOrder(network, samples, "mse_mean");
    net.normalEquations(network.parameters);
    net.solve(0.5);
    const diagonal = net.inverseDiagonal();
    const trace = net.inverseTrace();
    const n = inputs + 1;
    // Element k of the inverse is that of the solution for the unit vector k.
    const expected = Array.from({ length: n }, (_, k) => {
      const unit = Float64Array.from({ length: n }, (_v, i) => (i === k ? 1 : 0));
      return net.solve(0.5, unit)![k];
    });
    expectClose(diagonal, expected, 1e-13);
    expectClose(
      trace,
      expected.reduce((sum, v) => sum + v, 0),
      1e-13,
    );
    const { data } = net.JtJ();
    for (let k = 0; k < n; k++) data[k * n + k] += 0.5;
    expectClose(net.logDeterminant(), logDeterminant(data, n), 1e-13);
  });
});

/** By Gaussian elimination. */
function logDeterminant(a: Float64Array, n: number): number {
  let sum = 0;
  for (let k = 0; k < n; k++) {
    sum += Math.log(a[k * n + k]);
    for (let i = k + 1; i < n; i++) {
      const t = a[i * n + k] / a[k * n + k];
      for (let j = k; j < n; j++) a[i * n + j] -= t * a[k * n + j];
    }
  }
  return sum;
}

describe("createSecondOrder()", () => {
  const options: CaseOptions = { seed: 3, sizes: [4, 6, 3], rows: 300, loss: "mse_mean", isWeighted: true };

  test("jacobian() of some rows is that part of the whole", () => {
    const { network, samples } = randomCase(options);
    const net = createSecondOrder(network, samples, "mse_mean");
    const all = net.jacobian(network.parameters, 0, 300);
    expectClose(all.data, weighted(plainJacobian(network, samples.X), samples.weights).data, 1e-13);
    for (const [first, rows] of [
      [0, 1],
      [250, 13],
      [255, 2],
      [299, 1],
      [17, 0],
    ]) {
      const part = all.data.slice(first * 3 * all.cols, (first + rows) * 3 * all.cols);
      expect(net.jacobian(network.parameters, first, rows).data).toEqual(part);
    }
    expect(() => net.jacobian(network.parameters, 299, 2)).toThrow(
      new RangeError("Cannot give the rows of J: expected samples between 0 and 300, got 2 from 299 on"),
    );
  });

  test("gives loss and gradient in between without forgetting JᵀJ", () => {
    const { network, samples } = randomCase(options);
    const net = createSecondOrder(network, samples, "mse_mean");
    const { Jtr, loss } = net.normalEquations(network.parameters);
    const [JtJ, d] = [net.JtJ(), net.solve(0.1)];
    const gradient = new Float64Array(net.count);
    expectClose(net.gradient(network.parameters, gradient), loss, 1e-14);
    expectClose(
      gradient.map((g) => (g * samples.weights!.reduce((sum, w) => sum + w, 0) * 3) / 2),
      Jtr,
      1e-13,
    );
    net.gradient(new Float64Array(net.count), gradient);
    expect(net.JtJ()).toEqual(JtJ);
    expect(net.solve(0.1)).toEqual(d);
  });

  test("ten Levenberg–Marquardt steps lower the loss each time one is taken, with the same bits twice", () => {
    const { network, samples } = randomCase({ ...options, isWeighted: false });
    const train = () => {
      const net = createSecondOrder(network, samples, "mse_mean");
      const history: number[] = [net.loss(network.parameters)];
      let [w, mu] = [network.parameters, 1];
      for (let i = 0; i < 10; i++) {
        net.normalEquations(w);
        for (; mu < 1e10; mu *= 10) {
          const d = net.solve(mu);
          const next = d && w.map((v, k) => v + d[k]);
          if (!next || net.loss(next) >= history.at(-1)!) continue;
          w = next;
          break;
        }
        mu /= 10;
        history.push(net.loss(w));
      }
      return history;
    };
    const history = train();
    expect(history.at(-1)).toBeLessThan(0.8 * history[0]);
    expect(history).toEqual(history.toSorted((a, b) => b - a));
    expect(train()).toEqual(history);
  });

  test("refuses more parameters than the limit, unless asked for more", () => {
    const network = createNetwork([LIMIT_SECOND_ORDER, 1]);
    const samples = { X: matrix(LIMIT_SECOND_ORDER, 1), Y: matrix(1, 1) };
    expect(() => createSecondOrder(network, samples, "mse_mean")).toThrow(
      new RangeError(
        "Cannot set up normal equations: expected at most 3000 parameters, got 3001, and time grows with their cube; try fewer neurons, a method that needs only gradients, or a higher limit",
      ),
    );
    expect(createSecondOrder(network, samples, "mse_mean", { limit: 3001 }).count).toBe(3001);
  });

  test("refuses a loss without normal equations", () => {
    const { network, samples } = randomCase(options);
    expect(() => createSecondOrder(network, samples, "mae_mean")).toThrow(
      new RangeError(
        'Cannot set up normal equations for loss "mae_mean": expected one of "half_mse_sum", "half_mse_batch_mean", "mse_mean", "bce_logits_mean", "cross_entropy_mean"; try a method that needs only gradients',
      ),
    );
  });

  test("asks for what has to come first, and for vectors that fit", () => {
    const { network, samples } = randomCase(options);
    const net = createSecondOrder(network, samples, "mse_mean");
    const first = "Cannot solve: expected normal equations, got none; call normalEquations first";
    expect(() => net.solve(1)).toThrow(new RangeError(first));
    expect(() => net.JtJ()).toThrow(new RangeError(first));
    net.normalEquations(network.parameters);
    expect(() => net.inverseDiagonal()).toThrow(
      new RangeError("Cannot invert JᵀJ + D: expected a factor, got none; call solve first"),
    );
    expect(() => net.solve(new Float64Array(3))).toThrow(
      new RangeError("Cannot solve: expected 51 numbers, got 3"),
    );
    expect(() => net.solve(1, new Float64Array(3))).toThrow(
      new RangeError("Cannot solve: expected 51 numbers, got 3"),
    );
  });
});
