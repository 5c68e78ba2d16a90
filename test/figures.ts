/** All figures of made-up data, plain and hostile, for tests in Node.js and in the browser. */
import {
  calibration,
  calibrationOf,
  confusion,
  confusionOf,
  coverage,
  factorCurve,
  factorCurves,
  importance,
  learning,
  network,
  normalQQ,
  parity,
  performance,
  precisionRecall,
  rankings,
  regression,
  residualHistogram,
  residuals,
  residualsAgainst,
  roc,
  surface,
  trainingState,
  type Classified,
  type Course,
  type FigureOptions,
  type Predicted,
} from "@gradus/figures";
import { compareRankings, createNetwork, createRandom, type Curve } from "gradus";

/** Numbers that figures are made of: `shape` bends the i-th of n draws from a normal distribution. */
export type Shape = (draw: number, i: number, n: number) => number;

/** Each figure of data of a shape, by name. */
export function figuresFor(shape: Shape, rows: number, options: FigureOptions): Record<string, string> {
  const random = createRandom(1);
  const numbers = (n: number): number[] => Array.from({ length: n }, (_, i) => shape(random.normal(), i, n));
  const data: Predicted = {
    label: '水泥 <&> "y"',
    unit: "MPa",
    part: "test",
    actual: numbers(rows),
    predicted: numbers(rows),
  };
  const train: Predicted = { ...data, part: "train", actual: numbers(rows), predicted: numbers(rows) };
  const names = Array.from({ length: rows }, (_, i) =>
    i % 3 === 0 ? "a long name of a level, for sure" : `level ${i % 40}`,
  );
  const course = courseOf(numbers(60));
  const curve = curveOf(numbers(12), numbers(12));
  const levels: Curve = { ...curve, kind: "levels", x: curve.x.map((_, i) => `level ${i}`), deciles: null };
  const dates: Curve = { ...curve, kind: "date", x: curve.x.map((_, i) => Date.UTC(2020, 0, 1 + 3 * i)) };
  const means = numbers(30);
  return {
    parity: parity(data, options),
    regression: regression([train, data], options),
    residuals: residuals(data, options),
    against: residualsAgainst({ ...data, factor: "f", values: numbers(rows) }, options),
    levels: residualsAgainst({ ...data, factor: "f", values: names }, options),
    histogram: residualHistogram([train, data], options),
    qq: normalQQ(data, options),
    performance: performance(course, options),
    state: trainingState(course, options),
    ...Object.fromEntries(
      [2, 5, 40].flatMap((K) => Object.entries(classFigures(K, Math.min(rows, 5000), options))),
    ),
    importance: importance(
      {
        metric: "rmse",
        unit: "MPa",
        importance: means.map((mean, i) => ({
          factor: `factor ${i % 20}`,
          mean,
          sd: Math.abs(mean) / 5,
          rank: i,
          ofNets: [],
        })),
      },
      options,
    ),
    rankings: rankings(
      compareRankings(
        means.map((_, i) => `factor ${i}`),
        ["permutation", "lek", "other"].map((method) => ({
          method,
          values: means.map((x) => (Number.isFinite(x) ? x : null)),
        })),
      ),
      options,
    ),
    curve: factorCurve(curve, options),
    curves: factorCurves([curve, levels, dates], options),
    levelCurve: factorCurve(levels, options),
    surface: surface(
      {
        factors: ["a", "b"],
        output: "y",
        x: [1, 2, 4],
        y: ["p", "q"],
        z: [numbers(2), numbers(2), numbers(2)],
        n: [
          [1, 0],
          [2, 0],
          [0, 9],
        ],
      },
      options,
    ),
    learning: learning(
      {
        metric: "rmse",
        points: [20, 40, 80].map((n, i) => ({
          rows: n,
          test: Math.abs(means[i]),
          sd: i === 0 ? null : 0.1,
          train: means[i + 3],
          linear: means[i + 6],
        })),
        law: null,
        doubled: null,
        verdict: "unclear",
      },
      options,
    ),
    coverage: coverage(
      {
        label: "y",
        rows,
        isSets: false,
        levels: [0.5, 0.9].map((nominal, i) => ({ nominal, coverage: nominal, size: Math.abs(means[i]) })),
      },
      options,
    ),
    network: network(
      { network: createNetwork([3, 30, 2], { hidden: "tanh", seed: 1 }), inputs: ["a", "b", "c"] },
      options,
    ),
  };
}

function classFigures(K: number, rows: number, options: FigureOptions): Record<string, string> {
  const random = createRandom(K);
  const probabilities = { rows: K, cols: rows, data: new Float64Array(K * rows) };
  const classes = Int32Array.from({ length: rows }, (_, s) => s % K);
  for (let s = 0; s < rows; s++) {
    const own = Array.from({ length: K }, (_, k) => Math.exp(random.normal() + (k === classes[s] ? 2 : 0)));
    const total = own.reduce((sum, p) => sum + p, 0);
    own.forEach((p, k) => (probabilities.data[k * rows + s] = p / total));
  }
  const data: Classified = {
    label: "kind",
    part: "outOfFold",
    levels: Array.from({ length: K }, (_, k) => `class ${k}`),
    classes,
    probabilities,
  };
  return {
    [`confusion${K}`]: confusion(confusionOf(data), options),
    [`roc${K}`]: roc(data, options),
    [`pr${K}`]: precisionRecall(data, options),
    [`calibration${K}`]: calibration(calibrationOf(data), options),
  };
}

function courseOf(losses: readonly number[]): Course {
  const history = losses.map((loss, i) => ({
    epoch: i + 1,
    trainLoss: loss,
    validationLoss: i % 2 === 0 ? Math.abs(loss) : null,
    learningRate: 0.01,
    gradientNorm: Math.abs(loss),
    best: i === 3,
    metrics: {},
    iteration: { mu: Math.abs(loss), gamma: i },
  }));
  return { loss: "half_mse", history, best: 4, net: { number: 1, of: 3 } };
}

function curveOf(y: readonly number[], spread: readonly number[]): Curve {
  return {
    factor: "cement",
    unit: "kg/m³",
    kind: "number",
    output: "strength",
    outputUnit: "MPa",
    method: "ale",
    x: y.map((_, i) => 100 + 30 * i),
    y: [...y],
    lo: y.map((value, i) => value - Math.abs(spread[i])),
    hi: y.map((value, i) => value + Math.abs(spread[i])),
    n: y.map((_, i) => i),
    deciles: Array.from({ length: 11 }, (_, i) => 100 + 33 * i),
    ice: [[...y], [...spread]],
  };
}
