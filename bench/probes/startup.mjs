// Milliseconds from asking for the engine, and from the start of the process, to the end of the first step of training.
import { createRandom } from "gradus";
import { allRows, engineOf, rate, timed, workOf } from "./network.mjs";

const { network, options, rowsOf } = workOf({ sizes: [20, 64, 32, 1], batch: 32, rows: 32 });
const rows = rowsOf();
const milliseconds = await timed(async () => {
  const engine = await engineOf();
  const trainer = await engine.trainer(network, options);
  await trainer.epoch(trainer.hold(rows), allRows(32), rate, createRandom(1));
});
console.log(JSON.stringify({ milliseconds, sinceStart: performance.now() }));
process.exit(0);
