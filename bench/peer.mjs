// Times one other program of npm on one shape, in a process of its own:
//   node bench/peer.mjs peers/synaptic.mjs '{"sizes":[2,8,1],"batch":10,"rows":1000,"activation":"tanh","threads":1,"seconds":1,"seed":1}'
// Prints {microsecondsPerStep, way}. An adapter exports `prepare(task)`, which gives one or more ways to train:
// {name, unit, run(steps)}, where `run` takes that many updates, always a multiple of `unit`. The fastest way counts.
import { madeUpRows } from "../cli/dist/synthetic.js";
import { measureWay } from "./timing.mjs";

const [, , adapter, given] = process.argv;
const task = JSON.parse(given);
const loss = task.sizes.at(-1) === 1 ? "mse_mean" : "cross_entropy_mean";
const { X, Y } = madeUpRows({ ...task, loss });
const { prepare } = await import(`./${adapter}`);
const ways = await prepare({
  ...task,
  loss,
  X: rowMajor(X),
  Y: rowMajor(Y),
  steps: Math.floor(task.rows / task.batch),
});
let best;
for (const way of ways) {
  const microsecondsPerStep = await measureWay(way, task.seconds / ways.length);
  if (best === undefined || microsecondsPerStep < best.microsecondsPerStep)
    best = { microsecondsPerStep, way: way.name };
}
console.log(JSON.stringify(best));
process.exit(0); // some programs leave threads or timers behind

/** Row s of the result is sample s: what all of these programs take. */
function rowMajor({ rows, cols, data }) {
  return Array.from({ length: cols }, (_, s) =>
    Float32Array.from({ length: rows }, (__, i) => data[i * cols + s]),
  );
}
