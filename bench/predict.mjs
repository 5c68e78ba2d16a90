// How long prediction takes, beside what the kernels alone need: rows one by one through an ensemble of five, and a million
// rows × 20 columns through 64-32. CPU time, measured in turn; medians, and the best in brackets. Run it after `npm run build`:
//   node bench/predict.mjs
import { createNetwork, createPredictor, createRandom, matrix, referenceEngine, wasmEngine } from "gradus";
import { layOut } from "../core/dist/engine/wasm/layout.js";
import { Machine } from "../core/dist/engine/wasm/machine.js";
import { pack } from "../core/dist/engine/wasm/pack.js";
import { putColumns } from "../core/dist/engine/wasm/predict.js";

const ROUNDS = 9;
const random = createRandom(1);
/** Milliseconds of CPU that a task takes. */
function cpu(task) {
  const before = process.cpuUsage().user;
  task();
  return (process.cpuUsage().user - before) / 1000;
}

console.log(`Node ${process.version}, ${process.arch}`);
await start();
oneRow();
for (const activation of ["relu", "silu", "tanh"]) bulk(activation);

/** From nothing to the first prediction. */
async function start() {
  const network = createNetwork([8, 64, 32, 1]);
  const time = cpu(() => wasmEngine.ensemble([{ network, weight: 1 }]).row(new Float64Array(8)));
  console.log(`start of the engine: ${time.toFixed(1)} ms`);
}

/** One row after the other, from an object to a number in the label's unit. */
function oneRow() {
  const scale = { name: "robust", center: 1, spread: 2, clip: true };
  const features = Array.from({ length: 8 }, (_, i) => {
    return { name: `column ${i}`, indicator: false, type: "number", scale, min: -5, max: 5, fill: 0 };
  });
  const nets = Array.from({ length: 5 }, (_, seed) => {
    return {
      weight: 0.2,
      network: createNetwork([8, 64, 32, 1], { hidden: "tanh", output: "identity", skip: true, seed }),
    };
  });
  const model = {
    task: "regression",
    encoder: {
      task: "regression",
      features,
      labels: [{ name: "y", type: "number", scale, min: -5, max: 5 }],
      inputs: features.map(({ name }) => name),
    },
    nets,
  };
  const rows = Array.from({ length: 1000 }, () => {
    return Object.fromEntries(features.map(({ name }) => [name, random.normal()]));
  });
  for (const [engine, repeats] of [
    [wasmEngine, 20],
    [referenceEngine, 1],
  ]) {
    const predictor = createPredictor(model, { engine });
    let sum = 0;
    const times = Array.from({ length: ROUNDS }, () => {
      return (
        cpu(() => {
          for (let k = 0; k < repeats; k++) for (const row of rows) sum += predictor.row(row);
        }) / repeats
      ); // milliseconds for 1000 rows are microseconds for one
    });
    console.log(
      `${engine.name}, five nets 8-64-32-1, one row: ${shown(times)} µs (sum ${sum.toPrecision(6)})`,
    );
  }
}

/** A million rows: all of it, the kernels alone, and the copying of the columns. */
function bulk(activation) {
  const network = createNetwork([20, 64, 32, 1], { hidden: activation, output: "identity" });
  const X = matrix(20, 1_000_000);
  for (let k = 0; k < X.data.length; k++) X.data[k] = random.uniform() - 0.5;
  const ensemble = wasmEngine.ensemble([{ network, weight: 1 }]);
  const layout = layOut(network, { batch: 0, copies: 1, threads: 1 });
  const machine = new Machine(network, layout, { simd: "plain", threads: 1 });
  pack(network, layout, network.parameters, machine.floats(), 0);
  const chunks = Math.ceil(X.cols / layout.chunk);
  const put = (k) => {
    const from = Math.min(k * layout.chunk, X.cols - layout.chunk);
    putColumns(machine.floats(), layout.XC / 4, layout.chunk, X, from, layout.chunk);
  };
  put(0);
  const times = { kernels: [], columns: [], all: [] };
  let sum = 0;
  for (let round = 0; round < ROUNDS; round++) {
    times.kernels.push(
      cpu(() => {
        for (let k = 0; k < chunks; k++) machine.evaluate(layout.chunk, false);
      }),
    );
    times.columns.push(
      cpu(() => {
        for (let k = 0; k < chunks; k++) put(k);
      }),
    );
    times.all.push(
      cpu(() => {
        sum += ensemble.rows(X).data[round];
      }),
    );
  }
  const share = (100 * median(times.kernels)) / median(times.all);
  console.log(
    `${activation}, 1 M rows × 20 through 64-32-1: all ${shown(times.all)} ms, kernels ${shown(times.kernels)} ms, ` +
      `columns ${shown(times.columns)} ms: ${share.toFixed(0)} % of the kernels' rate (sum ${sum.toPrecision(6)})`,
  );
}

function median(times) {
  return times.toSorted((a, b) => a - b)[times.length >> 1];
}

function shown(times) {
  return `${median(times).toFixed(1)} (${Math.min(...times).toFixed(1)})`;
}
