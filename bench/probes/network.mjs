// What the probes share: an engine by name, a network, and rows.
import { enginesNamed } from "../../cli/dist/engines.js";
import { setUp } from "../../cli/dist/measure.js";
import { madeUpRows } from "../../cli/dist/synthetic.js";

/** Network and options of a shape, trained by Adam. */
export function workOf({ sizes, batch, rows, activation = "tanh" }) {
  const loss = sizes.at(-1) === 1 ? "mse_mean" : "cross_entropy_mean";
  const work = { sizes, batch, rows, activation, loss, optimizer: { name: "adam" }, seed: 1, seconds: 1 };
  return { ...setUp(work), rowsOf: () => madeUpRows(work) };
}

/** The engine that the first argument names. */
export const engineOf = async () => (await enginesNamed(process.argv[2], { threads: 1 }))[0];

/** η of every update. */
export const rate = () => ({ learningRate: 0.001, momentum: undefined });

/** Row numbers 0 … n − 1. */
export const allRows = (n) => Uint32Array.from({ length: n }, (_, s) => s);

/** Milliseconds that some work takes. */
export async function timed(work) {
  const before = performance.now();
  await work();
  return performance.now() - before;
}
