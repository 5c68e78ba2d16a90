import {
  activationNames,
  columns,
  createNetwork,
  createRandom,
  exampleNetwork,
  lossMisfit,
  losses,
  matrix,
  trace,
  type Equation,
  type LossName,
  type LossSpec,
  type NetworkOptions,
  type Trace,
  type TraceOptions,
} from "gradus";
import { describe, expect, test } from "vitest";
import { reckon } from "../reckon.js";

const names = activationNames();
const SELU: readonly (readonly [string, number])[] = [
  ["λ", 1.0507009873554805], // Klambauer et al. 2017
  ["α", 1.6732632423543772],
];

/** A trace of a network with random numbers, all 17 digits written, so that nothing is lost by rounding. */
function traced(sizes: number[], net: NetworkOptions, options: TraceOptions, batch = 1, odd = 0): Trace {
  const random = createRandom(21 + odd);
  const network = createNetwork(sizes, { ...net, initialisation: "uniform", seed: random });
  network.skip?.data.forEach((_, k, data) => (data[k] = random.normal()));
  const X = matrix(
    sizes[0],
    batch,
    Float64Array.from({ length: sizes[0] * batch }, () => random.normal()),
  );
  const n = sizes.at(-1)!;
  const Y = matrix(
    n,
    batch,
    Float64Array.from({ length: n * batch }, () => random.uniform()),
  );
  if (net.output === "softmax") {
    for (let s = 0; s < batch; s++) {
      const sum = Array.from({ length: n }, (_, i) => Y.data[i * batch + s]).reduce((a, b) => a + b);
      for (let i = 0; i < n; i++) Y.data[i * batch + s] /= sum;
    }
  }
  return trace(network, X, Y, { digits: 17, ...options });
}

/** Reckons the numbers of every scalar equation of a trace, and compares with the value that came from the algorithm. */
function checkNumbers(one: Trace, tolerance: number): number {
  const equations = one.steps.flatMap(({ scalars, slopes }) => [...scalars, ...slopes]);
  for (const equation of equations) {
    const { numeric } = equation.text;
    const end = numeric.lastIndexOf("= ");
    const right = numeric.slice(2, end === 0 ? undefined : end).trim();
    const found = reckon(right, lettersOf(one, equation));
    const value = equation.value as number;
    const error = Math.abs(found - value) / Math.max(1e-2, Math.abs(value));
    expect(error, `${equation.text.symbolic} ${numeric}: reckoned ${found}`).toBeLessThanOrEqual(tolerance);
    expect(Math.abs(reckon(numeric.slice(end + 2)) - value), numeric).toBeLessThanOrEqual(
      tolerance * Math.max(1e-3, Math.abs(value)),
    );
  }
  return equations.length;
}

/** Letters that a formula leaves as they are: the constants of selu, and u′ of gelu_tanh. */
function lettersOf(one: Trace, { id }: Equation): Map<string, number> {
  const [kind, layer, row] = id.split("-");
  if (kind !== "slope") return new Map(SELU);
  const z = one.Z[Number(layer)].data[(Number(row) - 1) * one.X.cols + one.sample];
  const c = Math.sqrt(2 / Math.PI);
  const u = c * (z + 0.044715 * z ** 3);
  return new Map([...SELU, ["u", u], ["u′", c * (1 + 3 * 0.044715 * z * z)]]);
}

describe("the numbers of every scalar equation, reckoned from its text, give its value", () => {
  test("the example with four digits, to 1e-3", () => {
    const { network, X, Y, eta } = exampleNetwork();
    // 3 + 3 + 2 + 2 for z and h, 3 for L, 2 + 2 for δ² and f′, 8, 3 + 3 for δ¹ and f′, 12, 20 for the update
    expect(checkNumbers(trace(network, X, Y, { eta }), 1e-3)).toBe(63);
  });

  test.each(names)("%s in a hidden layer and, where it may be, at the end, to 1e-12", (name) => {
    for (const odd of [0, 1, 2]) checkNumbers(traced([2, 3, 2], { hidden: name }, {}, 1, odd), 1e-12);
    checkNumbers(traced([2, 3, 2], { output: name }, {}), 1e-12);
  });

  const specs: LossSpec[] = [
    ...(Object.keys(losses) as LossName[]).map((name) => ({ name })),
    { name: "huber_mean", parameters: { delta: 0.05 } },
    { name: "smooth_l1_mean", parameters: { beta: 0.3 } },
    { name: "smooth_l1_mean", parameters: { beta: 0.01 } },
    { name: "pinball_mean", parameters: { tau: 0.9 } },
    { name: "bce_logits_mean", parameters: { pos_weight: [3, 0.5, 2] } },
    { name: "bce_prob_mean", parameters: { pos_weight: 3 } },
    { name: "cross_entropy_mean", parameters: { label_smoothing: 0.1 } },
    { name: "cross_entropy_mean", parameters: { label_smoothing: 0.1, class_weight: [1, 2, 0.5] } },
  ];
  test.each(specs)(
    "loss $name $parameters: one sample, a batch, weighted rows, to 1e-12 (poisson 1e-5)",
    (loss) => {
      // The code keeps ln h finite by 1e-8, which the formula leaves out; 1 − y/h enlarges it.
      const tolerance = loss.name === "poisson_mean" ? 1e-5 : 1e-12;
      const outputs = ["sigmoid", "softmax", "identity"].filter(
        (name) => lossMisfit(loss, { name }) === undefined,
      );
      expect(outputs.length).toBeGreaterThan(0);
      for (const output of outputs) {
        checkNumbers(traced([2, 2, 3], { output }, { loss }), tolerance);
        checkNumbers(traced([2, 2, 3], { output }, { loss, sample: 2 }, 4), tolerance);
        checkNumbers(
          traced([2, 2, 3], { output }, { loss, sample: 1, weights: [0.5, 2, 0, 1] }, 4),
          tolerance,
        );
      }
    },
  );

  test("a skip, one layer, four layers, softmax inside, one neuron everywhere, to 1e-12", () => {
    checkNumbers(traced([3, 2, 2], { skip: true }, { sample: 1 }, 2), 1e-12);
    checkNumbers(traced([3, 2], { skip: true }, {}), 1e-12);
    checkNumbers(traced([2, 3, 2, 3, 1], { hidden: ["tanh", "softmax", "silu"] }, {}, 3), 1e-12);
    checkNumbers(traced([1, 1, 1], {}, {}), 1e-12);
  });
});

describe("LaTeX", () => {
  test("has balanced braces and environments for every activation and loss, and no text sign in it", () => {
    const traces = [
      ...names.map((hidden) => traced([2, 3, 2], { hidden, output: hidden }, { digits: 4 })),
      ...(Object.keys(losses) as LossName[]).map((loss) => {
        const output = losses[loss].output === "softmax" ? "softmax" : "sigmoid";
        return traced([2, 10, 3], { output, skip: true }, { loss, weights: [1, 2] }, 2);
      }),
    ];
    for (const { steps } of traces) {
      for (const { tex } of steps.flatMap((step) => [...step.matrices, ...step.scalars, ...step.slopes])) {
        for (const text of [tex.symbolic, tex.numeric]) {
          const opened = text.match(/(?<!\\)\{/g)?.length ?? 0;
          expect(text.match(/(?<!\\)\}/g)?.length ?? 0, text).toBe(opened);
          expect(text.match(/\\begin/g)?.length, text).toBe(text.match(/\\end/g)?.length);
          expect(text, text).not.toMatch(/[^\x20-\x7e]/);
        }
      }
    }
  });

  test("with links every number of one sample can be found by its place", () => {
    const { network } = exampleNetwork();
    const { steps } = trace(network, columns([[0.8, 0.2, 0.5]]), columns([[0.9, 0.1]]), { links: true });
    const delta = steps.find(({ kind }) => kind === "delta")!;
    const found = [...delta.scalars[0].tex.numeric.matchAll(/\\htmlData\{t=([^}]+)\}/g)].map(
      (match) => match[1],
    );
    expect(found).toEqual(["w-2-1-1", "delta-2-1", "w-2-2-1", "delta-2-2", "slope-1-1", "delta-1-1"]);
    expect(delta.matrices[0].tex.numeric).toContain("\\htmlData{t=w-2-1-3}{0.42}");
  });
});
