// CPU milliseconds of one Levenberg–Marquardt iteration in float64: normal equations, two damped steps, two losses; and of its
// parts. CPU time, because on a machine with other work the clock shows mostly that.
// Run after `npm run build`: node bench/second-order.mjs [--simd relaxed] [--seconds 2] [4-10-3 …]
import { parseArgs } from "node:util";
import { createNetwork, createRandom, createSecondOrder, matrix } from "gradus";

const SHAPES = [
  { sizes: [4, 10, 3], rows: 150 },
  { sizes: [5, 10, 1], rows: 500 },
  { sizes: [10, 30, 1], rows: 500 },
  { sizes: [8, 12, 8, 1], rows: 876 },
  { sizes: [8, 20, 1], rows: 876 },
  { sizes: [8, 100, 1], rows: 10_000 },
  { sizes: [20, 50, 1], rows: 1000 },
  { sizes: [20, 100, 1], rows: 2000 },
  { sizes: [30, 125, 1], rows: 2000 },
];

const LEAST = 5; // milliseconds of a measurement: shorter parts are repeated

const { values, positionals } = parseArgs({
  options: { simd: { type: "string", default: "plain" }, seconds: { type: "string", default: "2" } },
  allowPositionals: true,
});
const shapes = SHAPES.filter(
  ({ sizes }) => positionals.length === 0 || positionals.includes(sizes.join("-")),
);
console.log(`Node.js ${process.versions.node}, ${values.simd} SIMD; CPU ms: least (median)`);
console.table(Object.fromEntries(shapes.map((shape) => [shape.sizes.join("-"), measure(shape)])));

function measure({ sizes, rows }) {
  const random = createRandom(1);
  const normal = (n) =>
    matrix(
      n,
      rows,
      Float64Array.from({ length: n * rows }, () => random.normal()),
    );
  const network = createNetwork(sizes, { hidden: "tanh", output: "identity", seed: 1 });
  const samples = { X: normal(sizes[0]), Y: normal(sizes.at(-1)) };
  const net = createSecondOrder(network, samples, "mse_mean", { simd: values.simd, limit: Infinity });
  const w = network.parameters;
  const P = w.length;
  const gradient = new Float64Array(P);
  const parts = {
    loss: () => net.loss(w),
    gradient: () => net.gradient(w, gradient),
    equations: () => net.normalEquations(w).objective,
    step: () => net.solve(1)[0],
    inverse: () => net.inverseTrace(),
    iteration: () => net.normalEquations(w).objective + net.solve(1)[0] + net.solve(10)[0] + 2 * net.loss(w),
  };
  const times = Object.fromEntries(Object.keys(parts).map((name) => [name, []]));
  let sum = 0; // of every result, so that none is left out
  const end = performance.now() + 1000 * Number(values.seconds);
  for (let round = 0; round < 3 || performance.now() < end; round++) {
    for (const [name, part] of Object.entries(parts)) {
      let calls = 0;
      const start = performance.now();
      const before = process.cpuUsage();
      do {
        sum += part();
        calls++;
      } while (performance.now() - start < LEAST);
      const { user, system } = process.cpuUsage(before);
      times[name].push((user + system) / 1000 / calls);
    }
  }
  const row = { rows, P };
  for (const [name, all] of Object.entries(times)) {
    const sorted = all.toSorted((a, b) => a - b);
    row[name] = `${digits(sorted[0])} (${digits(sorted[sorted.length >> 1])})`;
    if (name === "equations") row["JᵀJ GFLOP/s"] = digits((P * P * rows) / sorted[0] / 1e6);
    if (name === "step") row["Cholesky GFLOP/s"] = digits(P ** 3 / 3 / sorted[0] / 1e6);
  }
  if (!Number.isFinite(sum)) throw new RangeError("Cannot measure: expected finite results");
  return row;
}

function digits(x) {
  return x.toPrecision(3);
}
