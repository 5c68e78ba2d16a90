// Levenberg–Marquardt beside Adam in this library, and beside SciPy where a Python has it: a 5-10-1 network on 500 rows, from the same
// start, in turns. Milliseconds of CPU time, because on a machine with other work the clock shows mostly that.
// Run after `npm run build`: node bench/levenberg-marquardt.mjs [--rounds 5]; PYTHON names the Python.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { copyNetwork, createNetwork, createRandom, fit, matrix, wasmEngine } from "gradus";

const ROWS = 500;
const ITERATIONS = 100;
const RATES = [0.003, 0.01, 0.03];
const MOST = 60_000; // epochs of Adam

const { values } = parseArgs({ options: { rounds: { type: "string", default: "5" } } });
const random = createRandom(1);
const X = matrix(
  5,
  ROWS,
  Float64Array.from({ length: 5 * ROWS }, () => 2 * random.uniform() - 1),
);
const x = (i, s) => X.data[i * ROWS + s];
const Y = matrix(
  1,
  ROWS,
  Float64Array.from({ length: ROWS }, (_, s) => {
    const law = Math.sin(2 * x(0, s) + x(1, s)) + x(2, s) * x(3, s) + 0.5 * x(4, s) ** 2;
    return law + 0.1 * random.normal();
  }),
);
const start = createNetwork([5, 10, 1], {
  hidden: "tanh",
  output: "identity",
  initialisation: "nguyen_widrow",
  seed: 2,
});

/** CPU milliseconds, the work's result beside it. */
async function timed(work) {
  const before = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  return { milliseconds: (user + system) / 1000, result };
}

/** Trains until the mean squared error is at most `goal`. */
async function trained(options, goal) {
  const steps = fit(copyNetwork(start), { X, Y }, null, { loss: "mse_mean", goal, ...options });
  let step = await steps.next();
  while (step.done !== true) step = await steps.next();
  const { history, stopped } = step.value;
  return { loss: history.at(-1).trainLoss, epochs: history.length, reached: stopped === "goal" };
}

const lm = (epochs, goal) => trained({ optimizer: { name: "lm" }, epochs }, goal);

/** The best of several rates: the goal is reached after an epoch whose loss is that low. */
async function adam(goal) {
  const runs = [];
  for (const learningRate of RATES) {
    const options = {
      optimizer: { name: "adam" },
      engine: wasmEngine,
      learningRate,
      batch: 32,
      epochs: MOST,
    };
    runs.push({ learningRate, ...(await timed(() => trained(options, goal))) });
  }
  const done = runs.filter(({ result }) => result.reached);
  return (done.length > 0 ? done : runs).reduce((a, b) => (b.milliseconds < a.milliseconds ? b : a));
}

function scipy(iterations) {
  const problem = { X: [...X.data], Y: [...Y.data], w: [...start.parameters], iterations };
  try {
    const file = fileURLToPath(new URL("peers/least_squares.py", import.meta.url));
    return JSON.parse(
      execFileSync(process.env.PYTHON ?? "python3", [file], { input: JSON.stringify(problem) }),
    );
  } catch {
    return undefined;
  }
}

const median = (all) => all.toSorted((a, b) => a - b)[all.length >> 1];
const rounds = [];
await lm(ITERATIONS); // the kernels are compiled once
for (let round = 0; round < Number(values.rounds); round++) {
  const whole = await timed(() => lm(ITERATIONS));
  // The goal of both: 2 % above what half of the iterations reach.
  const peer = scipy(ITERATIONS);
  const { result: half } = await timed(() => lm(ITERATIONS / 2));
  const goal = 1.02 * half.loss;
  rounds.push({
    perIteration: whole.milliseconds / whole.result.epochs,
    lm: await timed(() => lm(ITERATIONS, goal)),
    adam: await adam(goal),
    whole,
    peer,
  });
}
const of = (take) => median(rounds.map(take));
console.log(
  `Node.js ${process.versions.node}; 5-10-1, ${ROWS} rows; medians of ${rounds.length} rounds, CPU ms`,
);
console.table({
  "iteration of LM": { ms: of((r) => r.perIteration).toFixed(3) },
  "LM to the goal": { ms: of((r) => r.lm.milliseconds).toFixed(1), epochs: of((r) => r.lm.result.epochs) },
  "Adam to the goal": {
    ms: of((r) => r.adam.milliseconds).toFixed(1),
    epochs: of((r) => r.adam.result.epochs),
    reached: rounds.every((r) => r.adam.result.reached),
    times: of((r) => r.adam.milliseconds / r.lm.milliseconds).toFixed(1),
  },
  ...(rounds[0].peer === undefined
    ? {}
    : {
        [`SciPy ${rounds[0].peer.version}, iteration`]: {
          ms: of((r) => r.peer.milliseconds / r.peer.iterations).toFixed(3),
          epochs: of((r) => r.peer.iterations),
          times: of((r) => r.peer.milliseconds / r.peer.iterations / r.perIteration).toFixed(1),
        },
        "error, SciPy": { ms: of((r) => r.peer.sse / ROWS).toPrecision(4) },
        "error, LM": { ms: of((r) => r.whole.result.loss).toPrecision(4) },
      }),
});
