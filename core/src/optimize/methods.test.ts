import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { expectNear } from "../../../test/near.js";
import { objectiveOf, parabola, rosenbrock } from "../../../test/objectives.js";
import { createOptimizer } from "./first-order.js";
import { createGdx } from "./gdx.js";
import { createLbfgs } from "./lbfgs.js";
import type { RpropVariant } from "./optimizer.js";
import { createScg } from "./scg.js";
import type { Objective, WholeTableMethod } from "./whole-table.js";

interface Case {
  method: "rprop" | "scg" | "gdx";
  variant?: RpropVariant;
  problem: "rosenbrock" | "quadratic";
  start: number[];
  learningRate?: number;
  path: (number[] | { w: number[]; lambda?: number; learningRate?: number })[];
}

/** Made by test/fixtures/optimize/make_methods.py with numpy, float64, from the papers. */
const fixture = JSON.parse(
  readFileSync(new URL("../../../test/fixtures/optimize/methods.json", import.meta.url), "utf8"),
) as { matrix: number[][]; vector: number[]; minimum: number[]; cases: Case[] };

const problems: Record<Case["problem"], Objective> = {
  rosenbrock,
  quadratic: parabola(fixture.matrix, fixture.vector, 2),
};

describe("agrees with the paper in numpy:", () => {
  test.each(fixture.cases.filter(({ method }) => method === "rprop"))(
    "$variant, 40 steps on $problem, to 1e-13",
    ({ variant, problem, start, learningRate, path }) => {
      const objective = problems[problem];
      const optimizer = createOptimizer({ name: "rprop", variant: variant! }, start.length);
      const w = Float64Array.from(start);
      const gradient = new Float64Array(w.length);
      for (const after of path) {
        const loss = objective.gradient(w, gradient);
        optimizer.step(w, gradient, learningRate!, undefined, 1, loss);
        expectNear(w, after as number[], 1e-13);
      }
    },
  );

  // The curvature is a difference of gradients over 5e-5, so rounding is multiplied by 1e5 in every pass.
  test.each(fixture.cases.filter(({ method }) => method === "scg"))(
    "scg on $problem, each pass to 1e-6",
    ({ problem, start, path }) => {
      const method = createScg(problems[problem], Float64Array.from(start));
      for (const after of path as { w: number[]; lambda: number }[]) {
        const { record } = method.iterate();
        expectNear(method.parameters, after.w, 1e-6);
        expect(record["lambda"] / after.lambda).toBeCloseTo(1, 4);
      }
    },
  );

  test.each(fixture.cases.filter(({ method }) => method === "gdx"))(
    "gdx, 60 epochs on $problem, to 1e-12",
    ({ problem, start, learningRate, path }) => {
      const method = createGdx(problems[problem], Float64Array.from(start), {}, learningRate);
      for (const after of path as { w: number[]; learningRate: number }[]) {
        const { record } = method.iterate();
        expectNear(method.parameters, after.w, 1e-12);
        expectNear(record["learningRate"], after.learningRate, 1e-12);
      }
    },
  );

  test("the runs meet what tells the variants apart: changes of sign, steps back, refused steps", () => {
    const of = (method: string): Case[] => fixture.cases.filter((one) => one.method === method);
    const ends = new Set(of("rprop").map(({ path }) => JSON.stringify(path.at(-1))));
    expect(ends.size).toBe(8);
    const scg = of("scg")[0].path as { success?: boolean }[];
    expect(scg.filter(({ success }) => success === false).length).toBeGreaterThan(3);
  });
});

type Create = (objective: Objective, start: Float64Array) => WholeTableMethod;
const methods: [string, Create][] = [
  ["lbfgs", (objective, start) => createLbfgs(objective, start)],
  ["lbfgs of 3 pairs", (objective, start) => createLbfgs(objective, start, { history: 3 })],
  ["scg", (objective, start) => createScg(objective, start)],
  ["gdx", (objective, start) => createGdx(objective, start, {}, 0.01)],
];

describe.each(methods)("%s", (_, create) => {
  const start = Float64Array.of(-1.2, 1);

  test("goes on from a state with the same bits, and leaves start values and states alone", () => {
    const whole = create(rosenbrock, start);
    for (let k = 0; k < 7; k++) whole.iterate();
    const [parameters, state] = [whole.parameters.slice(), whole.state()];
    const kept = structuredClone(state);
    for (let k = 0; k < 9; k++) whole.iterate();
    const resumed = create(rosenbrock, start);
    resumed.restore(parameters, state);
    for (let k = 0; k < 9; k++) resumed.iterate();
    expect(resumed.parameters).toEqual(whole.parameters);
    expect(resumed.state()).toEqual(whole.state());
    expect(state).toEqual(kept);
    expect(start).toEqual(Float64Array.of(-1.2, 1));
  });

  test("refuses the state of another method, of another length, and one that lacks something", () => {
    const method = create(rosenbrock, start);
    method.iterate();
    const state = method.state();
    expect(() => method.restore(start, { ...state, name: "adam" })).toThrow('got one of "adam"');
    expect(() => method.restore(Float64Array.of(1), state)).toThrow("expected 2 parameters, got 1");
    const [key] = state.arrays.keys();
    const short = new Map(state.arrays).set(key, Float64Array.of(1));
    expect(() => method.restore(start, { ...state, arrays: short })).toThrow(`2 numbers in "${key}", got 1`);
    expect(() => method.restore(start, { ...state, scalars: new Map() })).toThrow(RangeError);
  });

  test("ends at once where the gradient is 0, with the loss and the parameters of the start", () => {
    const method = create(rosenbrock, Float64Array.of(1, 1));
    expect(method.start().loss).toBe(0);
    expect(method.iterate()).toMatchObject({ loss: 0, gradientNorm: 0, ended: "gradient" });
    expect([...method.parameters]).toEqual([1, 1]);
  });

  // L = −ln(1 − x²) + 2x is NaN beyond ±1; its minimum is where 2x / (1 − x²) = −2, at x = (1 − √5) / 2.
  test("does not step onto losses that are no numbers", () => {
    const walled = objectiveOf(
      1,
      ([x]) => 20 - Math.log(1 - x * x) + 2 * x,
      ([x]) => [(2 * x) / (1 - x * x) + 2],
    );
    const method = create(walled, Float64Array.of(0.99));
    for (let k = 0; k < 400; k++) {
      expect(Number.isFinite(method.iterate().loss)).toBe(true);
    }
    expect(method.parameters[0]).toBeCloseTo((1 - Math.sqrt(5)) / 2, 2);
  });
});

describe.each(methods.slice(0, 3))("%s", (_, create) => {
  test("finds the end of Rosenbrock's valley, never going up", () => {
    const method = create(rosenbrock, Float64Array.of(-1.2, 1));
    let { loss } = method.start();
    for (let k = 0; k < 250; k++) {
      const now = method.iterate();
      expect(now.loss).toBeLessThanOrEqual(loss);
      loss = now.loss;
      if (now.ended !== undefined) break;
    }
    expectNear(method.parameters, [1, 1], 1e-6);
  });

  test("says that it has converged when rounding hides every further fall", () => {
    const method = create(problems.quadratic, Float64Array.of(2, -1, 3));
    let ended: string | undefined;
    for (let k = 0; k < 100 && ended === undefined; k++) ({ ended } = method.iterate());
    expect(["gradient", "converged"]).toContain(ended);
    expectNear(method.parameters, fixture.minimum, 1e-7);
  });
});

test("every step of lbfgs meets both strong Wolfe conditions", () => {
  const method = createLbfgs(rosenbrock, Float64Array.of(-1.2, 1));
  const [g, next] = [new Float64Array(2), new Float64Array(2)];
  for (let k = 0; k < 20; k++) {
    const before = method.parameters.slice();
    const loss = rosenbrock.gradient(before, g);
    method.iterate();
    const moved = method.parameters.map((w, i) => w - before[i]); // α d: α scales both sides of each condition
    const after = rosenbrock.gradient(method.parameters, next);
    const [slope, slopeAfter] = [g, next].map((one) => one[0] * moved[0] + one[1] * moved[1]);
    expect(after).toBeLessThanOrEqual(loss + 1e-4 * slope);
    expect(Math.abs(slopeAfter)).toBeLessThanOrEqual(0.9 * Math.abs(slope) + 1e-15);
  }
});

test("lbfgs reaches 1e-12 of Rosenbrock's function in 40 line searches", () => {
  const method = createLbfgs(rosenbrock, Float64Array.of(-1.2, 1));
  const losses = Array.from({ length: 40 }, () => method.iterate().loss);
  expect(losses.at(-1)).toBeLessThan(1e-12);
});

test("gdx takes back a step that raises the loss by more than 4 %, and forgets the momentum", () => {
  const x4 = objectiveOf(
    1,
    ([x]) => x ** 4,
    ([x]) => [4 * x ** 3],
  );
  // η g = 4: with a momentum of 0.9 the first step is 0.4, from 1 to 0.6; the second 0.9 · 0.4 + 0.1 · 1.05 · 0.864 to 0.149.
  const method = createGdx(x4, Float64Array.of(1), {}, 1);
  method.iterate();
  expect(method.parameters[0]).toBeCloseTo(0.6, 14);
  method.iterate();
  expect(method.parameters[0]).toBeCloseTo(0.6 - 0.36 - 0.105 * 0.864, 14);
  // Without momentum the first step is 4, to −3: the loss would be 81.
  const wild = createGdx(x4, Float64Array.of(1), { momentum: 0 }, 1);
  expect(wild.iterate()).toMatchObject({ loss: 1, record: { learningRate: 0.7 } });
  expect(wild.state().arrays.get("direction")![0]).toBeCloseTo(-2.8, 14);
});

test.each<[() => unknown, string]>([
  [() => createLbfgs(rosenbrock, new Float64Array(2), { history: 0 }), '"history" of optimizer "lbfgs"'],
  [() => createScg(rosenbrock, new Float64Array(2), { sigma: 0 }), '"sigma" of optimizer "scg"'],
  [() => createScg(rosenbrock, new Float64Array(2), { lambda: Number.NaN }), '"lambda" of optimizer "scg"'],
  [() => createGdx(rosenbrock, new Float64Array(2), { momentum: 1 }), '"momentum" of optimizer "gdx"'],
  [() => createGdx(rosenbrock, new Float64Array(2), { increase: 0.9 }), '"increase" of optimizer "gdx"'],
  [() => createGdx(rosenbrock, new Float64Array(2), { decrease: 1 }), '"decrease" of optimizer "gdx"'],
  [() => createGdx(rosenbrock, new Float64Array(2), { maxRise: 0 }), '"maxRise" of optimizer "gdx"'],
])("impossible hyperparameters are refused: %#", (work, words) => {
  expect(work).toThrow(RangeError);
  expect(work).toThrow(words);
});

test("rprop wants a variant it knows, and irprop+ the loss", () => {
  const variant = "rprop" as RpropVariant;
  expect(() => createOptimizer({ name: "rprop", variant }, 1)).toThrow(
    'Cannot set "variant" of optimizer "rprop": expected one of "irprop-", "rprop-", "rprop+", "irprop+", got "rprop"',
  );
  const optimizer = createOptimizer({ name: "rprop", variant: "irprop+" }, 1);
  expect(() => optimizer.step(new Float64Array(1), new Float64Array(1), 0.1)).toThrow("expected the loss");
});
