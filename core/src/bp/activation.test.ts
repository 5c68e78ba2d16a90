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
    0.02931223075135632, 0.2689414213699951, 0.4378234991142019, 0.5621765008857981, 0.7310585786300049,
    0.9706877692486436,
  ],
  tanh: [
    -0.9981778976111987, -0.7615941559557649, -0.24491866240370913, 0.24491866240370913, 0.7615941559557649,
    0.9981778976111987,
  ],
  relu: [0, 0, 0, 0.25, 1, 3.5],
  leaky_relu: [-0.035, -0.01, -0.0025, 0.25, 1, 3.5],
  elu: [-0.9698026165776815, -0.6321205588285577, -0.22119921692859512, 0.25, 1, 3.5],
  selu: [
    -1.7050093409572833, -1.1113307378125628, -0.38889019747811904, 0.2626752468388701, 1.0507009873554805,
    3.677453455744182,
  ],
  gelu_erf: [
    -0.0008142017766243376, -0.15865525393145705, -0.10032341857926907, 0.14967658142073093,
    0.8413447460685429, 3.4991857982233756,
  ],
  gelu_tanh: [
    -0.0006161976553736633, -0.1588080093917233, -0.100324649298315, 0.149675350701685, 0.8411919906082767,
    3.499383802344626,
  ],
  silu: [
    -0.10259280762974712, -0.2689414213699951, -0.10945587477855047, 0.14054412522144952, 0.7310585786300049,
    3.397407192370253,
  ],
  mish: [
    -0.10409575448637122, -0.3034014613741089, -0.129926963679141, 0.1695724096638176, 0.8650983882673103,
    3.493990715117519,
  ],
  softplus: [
    0.029750418272620566, 0.3132616875182228, 0.5759394198788436, 0.8259394198788436, 1.3132616875182228,
    3.5297504182726205,
  ],
  softsign: [-0.7777777777777778, -0.5, -0.2, 0.2, 0.5, 0.7777777777777778],
  hard_sigmoid: [0, 0.3333333333333333, 0.4583333333333333, 0.5416666666666666, 0.6666666666666666, 1],
  gaussian: [
    4.785117392129009e-6, 0.36787944117144233, 0.9394130628134758, 0.9394130628134758, 0.36787944117144233,
    4.785117392129009e-6,
  ],
  sine: [
    0.35078322768961984, -0.8414709848078965, -0.24740395925452294, 0.24740395925452294, 0.8414709848078965,
    -0.35078322768961984,
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
