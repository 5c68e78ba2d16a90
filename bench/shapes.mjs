// What is measured, and what is to be reached.

/**
 * Networks of different size. One output is a regression (mean squared error), several are classes (cross-entropy).
 *
 * @typedef {{ name: string, sizes: number[], batch: number, rows: number, activation: string, threads: number }} Shape
 * @type {readonly Shape[]}
 */
export const shapes = [
  { name: "paper", sizes: [4, 10, 3], batch: 150, rows: 150, activation: "sigmoid", threads: 1 },
  { name: "tiny", sizes: [2, 8, 1], batch: 10, rows: 1000, activation: "tanh", threads: 1 },
  { name: "small", sizes: [20, 64, 32, 1], batch: 32, rows: 20_000, activation: "tanh", threads: 1 },
  { name: "tabular", sizes: [100, 256, 256, 1], batch: 256, rows: 20_480, activation: "relu", threads: 1 },
  { name: "med", sizes: [784, 128, 10], batch: 128, rows: 10_240, activation: "relu", threads: 1 },
  { name: "large", sizes: [784, 512, 512, 10], batch: 128, rows: 10_240, activation: "relu", threads: 1 },
  { name: "xl", sizes: [1024, 2048, 2048, 10], batch: 256, rows: 5120, activation: "relu", threads: 2 },
];

/**
 * Targets: how many times faster than a peer an engine is to be on a shape, the faster one of several. A prize lies beyond them.
 *
 * @typedef {{ peer: string, engines: readonly string[], shape: string, target: number, isPrize: boolean }} Target
 * @type {readonly Target[]}
 */
export const targets = [
  ...row("scikit-learn", ["wasm"], {
    paper: 14,
    tiny: 120,
    small: 6,
    tabular: 0.65,
    med: 0.8,
    large: 0.65,
    xl: 0.7,
  }),
  ...row("scikit-learn", ["auto"], { tabular: 1.15, med: 1.2, large: 1.15, xl: 1.1 }),
  ...row("scikit-learn", ["onnxruntime"], { tabular: 1.15, med: 1.2, large: 1.15, xl: 1.1 }),
  ...row("scikit-learn", ["wasm", "wasm-relaxed"], { tabular: 1.3, med: 1.3, large: 1.3 }, true),
  ...row("pytorch", ["wasm"], { paper: 30, tiny: 350, small: 14 }),
  ...row("pytorch", ["auto"], { tabular: 1.1, med: 1.15, large: 1.1, xl: 1.1 }),
  ...row("fann", ["wasm"], { paper: 4, tiny: 2.5, small: 6, tabular: 7, med: 7, large: 7, xl: 15 }),
  ...row("tfjs-wasm", ["wasm"], {
    paper: 150,
    tiny: 500,
    small: 50,
    tabular: 20,
    med: 30,
    large: 25,
    xl: 60,
  }),
  ...row("brain.js", ["wasm"], { paper: 40, tiny: 10, small: 60, tabular: 100, med: 100, large: 100 }),
];

/** Two threads against one: at least so many times faster. */
export const threadTarget = 1.6;
export const threadShapes = ["tabular", "large", "xl"];

/** Largest values of the other measurements. */
export const limits = {
  startupMilliseconds: 20,
  rowMicroseconds: 10,
  scoringShare: 0.9,
  memoryExcess: 1.2,
  coreBytes: 60_000,
  predictBytes: 14_000,
};

/** One factor at a time, all else at its base: how the cost grows. */
export const growth = {
  rows: { values: [2000, 8000, 32_000, 128_000], shape: (n) => base({ rows: n }), perEpoch: true },
  features: { values: [8, 32, 128, 512, 2048], shape: (n) => base({ sizes: [n, 64, 32, 1], rows: 4096 }) },
  width: { values: [16, 32, 64, 128, 256, 512], shape: (n) => base({ sizes: [64, n, n, 1], rows: 4096 }) },
  depth: {
    values: [1, 2, 4, 8, 16],
    shape: (n) => base({ sizes: [32, ...Array.from({ length: n }, () => 64), 1], rows: 4096 }),
  },
  batch: {
    values: [8, 32, 128, 512, 2048],
    shape: (n) => base({ sizes: [32, 128, 128, 1], rows: 16_384, batch: n }),
  },
  threads: { values: [1, 2, 4], shape: (n) => ({ ...shapes[3], threads: n }) },
};

function base(change) {
  return { sizes: [20, 64, 32, 1], batch: 32, rows: 20_000, activation: "tanh", threads: 1, ...change };
}

function row(peer, engines, byShape, isPrize = false) {
  return Object.entries(byShape).map(([shape, target]) => ({ peer, engines, shape, target, isPrize }));
}
