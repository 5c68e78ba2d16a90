import { describe, expect, test } from "vitest";
import { expectNear } from "../../../test/near.js";
import { matrix } from "../matrix.js";
import { activation, activationNames, activations, registerActivation } from "./activation.js";
import { activate } from "./forward.js";

const names = Object.keys(activations) as (keyof typeof activations)[];
const Z = [-3.5, -1, -0.25, 0.25, 1, 3.5];

/** f at Z, with the default parameters. mpmath 1.3, 40 digits. */
const VALUES: Readonly<Record<keyof typeof activations, readonly number[]>> = {
  identity: [-3.5, -1, -0.25, 0.25, 1, 3.5],
  sigmoid: [
    0.029312230751356319, 0.26894142136999512, 0.4378234991142019, 0.5621765008857981, 0.73105857863000488,
    0.97068776924864368,
  ],
  tanh: [
    -0.99817789761119871, -0.76159415595576489, -0.24491866240370913, 0.24491866240370913,
    0.76159415595576489, 0.99817789761119871,
  ],
  relu: [0, 0, 0, 0.25, 1, 3.5],
  leaky_relu: [-0.035, -0.01, -0.0025, 0.25, 1, 3.5],
  elu: [-0.9698026165776815, -0.63212055882855768, -0.22119921692859513, 0.25, 1, 3.5],
  selu: [
    -1.7050093409572832, -1.1113307378125628, -0.38889019747811903, 0.26267524683887012, 1.0507009873554805,
    3.6774534557441817,
  ],
  gelu_erf: [
    -0.00081420177662433763, -0.15865525393145705, -0.10032341857926907, 0.14967658142073093,
    0.84134474606854295, 3.4991857982233757,
  ],
  gelu_tanh: [
    -0.00061619765537366331, -0.1588080093917233, -0.100324649298315, 0.149675350701685, 0.8411919906082767,
    3.4993838023446263,
  ],
  silu: [
    -0.10259280762974712, -0.26894142136999512, -0.10945587477855047, 0.14054412522144953,
    0.73105857863000488, 3.3974071923702529,
  ],
  mish: [
    -0.10409575448637122, -0.30340146137410892, -0.12992696367914101, 0.16957240966381759,
    0.86509838826731035, 3.4939907151175192,
  ],
  softplus: [
    0.029750418272620565, 0.31326168751822283, 0.57593941987884356, 0.82593941987884356, 1.3132616875182228,
    3.5297504182726206,
  ],
  softsign: [-0.77777777777777778, -0.5, -0.2, 0.2, 0.5, 0.77777777777777778],
  hard_sigmoid: [0, 0.33333333333333333, 0.45833333333333333, 0.54166666666666667, 0.66666666666666667, 1],
  gaussian: [
    4.7851173921290091e-6, 0.36787944117144232, 0.93941306281347579, 0.93941306281347579, 0.36787944117144232,
    4.7851173921290091e-6,
  ],
  sine: [
    0.35078322768961985, -0.84147098480789651, -0.24740395925452293, 0.24740395925452293, 0.84147098480789651,
    -0.35078322768961985,
  ],
};

describe.each(names)("%s", (name) => {
  const { f, df, parameters, range, kinks } = activation(name);

  test("f at six z, to 2e-15", () => {
    expectNear(
      Z.map((z) => f(z, parameters)),
      VALUES[name],
      2e-15,
    );
  });

  test("f' agrees with the extrapolated central difference at 81 z from −4 to 4, to 1e-9", () => {
    let checked = 0;
    for (let i = -40; i <= 40; i++) {
      const z = i / 10 + 0.003; // beside the kinks, which all lie at whole numbers
      const D = (e: number): number => (f(z + e, parameters) - f(z - e, parameters)) / (2 * e);
      expectNear(df(z, f(z, parameters), parameters), (4 * D(5e-4) - D(1e-3)) / 3, 1e-9);
      checked++;
    }
    expect(checked).toBe(81);
  });

  test("h lies in the range named; f' at a kink is that of the left side, 0 for hard_sigmoid", () => {
    for (const z of [-1e3, -20, ...Z, 0, 20, 1e3]) {
      const h = f(z, parameters);
      expect(h).toBeGreaterThanOrEqual(range[0]);
      expect(h).toBeLessThanOrEqual(range[1]);
    }
    for (const kink of kinks) {
      const [below, at] = [kink - 1e-9, kink].map((z) => df(z, f(z, parameters), parameters));
      expectNear(at, name === "hard_sigmoid" ? 0 : below, 1e-8);
    }
  });

  test("f and f' are finite wherever their limits are, up to z = ±1e4", () => {
    for (const z of [-1e4, -750, 750, 1e4]) {
      expect(Number.isFinite(f(z, parameters))).toBe(true);
      expect(Number.isFinite(df(z, f(z, parameters), parameters))).toBe(true);
    }
  });
});

test("parameters: leaky_relu with slope 0.2, elu with alpha 2", () => {
  const Z = matrix(1, 2, [-1, 3]);
  expect([...activate({ name: "leaky_relu", parameters: { slope: 0.2 } }, Z).data]).toEqual([-0.2, 3]);
  const { data } = activate({ name: "elu", parameters: { alpha: 2 } }, Z);
  expectNear(data, [2 * (Math.exp(-1) - 1), 3], 1e-15);
});

describe("activation()", () => {
  test("an unknown name is refused with the names there are", () => {
    expect(() => activation("rleu")).toThrow(
      /^Cannot use activation "rleu": expected one of "identity", "sigmoid", "tanh", .*"softmax"/,
    );
    expect(() => activation("constructor")).toThrow(RangeError);
    expect(() => activation("softmax")).toThrow(RangeError);
  });
});

describe("registerActivation()", () => {
  test("takes a right derivative, and the name can be used", () => {
    registerActivation("cube", { f: (z) => z ** 3, df: (z) => 3 * z * z });
    expect([...activate({ name: "cube" }, matrix(1, 2, [2, -1])).data]).toEqual([8, -1]);
    expect(activationNames().at(-1)).toBe("cube");
  });

  test("refuses a wrong derivative, and names z and both values", () => {
    // At z = −4, the first point: f' = 48, but 2 z² = 32.
    expect(() => registerActivation("wrong", { f: (z) => z ** 3, df: (z) => 2 * z * z })).toThrow(
      new RangeError(
        `Cannot register activation "wrong": expected f'(-4) = 48.0000 by central difference, got 32`,
      ),
    );
    expect(activationNames()).not.toContain("wrong");
  });

  test("refuses a derivative that is NaN, and a name that is taken", () => {
    expect(() => registerActivation("nan", { f: (z) => z, df: () => Number.NaN })).toThrow(/got NaN$/);
    expect(() => registerActivation("tanh", { f: (z) => z, df: () => 1 })).toThrow(
      new RangeError('Cannot register activation "tanh": expected a free name, got one that is taken'),
    );
    expect(() => registerActivation("softmax", { f: (z) => z, df: () => 1 })).toThrow(RangeError);
  });

  test("leaves a kink out where it is named, and finds it where not", () => {
    const own = { f: Math.abs, df: (z: number) => (z > 0 ? 1 : -1) };
    expect(() => registerActivation("abs, unnamed", own)).toThrow(/expected f'\(0\) = 0\.00000 .*, got -1$/);
    registerActivation("abs", { ...own, kinks: [0] });
    expect(activation("abs").f(-2, {})).toBe(2);
  });
});
