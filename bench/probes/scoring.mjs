// Rows a second through 20-64-32-1: one million of them predicted by the engine, and the forward pass of its trainer over rows
// that it holds.
import { median } from "../statistics.mjs";
import { engineOf, timed, workOf } from "./network.mjs";

const ROWS = 1_000_000;
const engine = await engineOf();
const { network, options, rowsOf } = workOf({ sizes: [20, 64, 32, 1], batch: 32, rows: ROWS });
const rows = rowsOf();
const trainer = await engine.trainer(network, options);
const held = trainer.hold(rows);
const [predicting, forward] = [[], []];
for (let round = 0; round < 4; round++) {
  const times = [
    await timed(() => engine.predict(network, rows.X)),
    await timed(() => trainer.evaluate(held)),
  ];
  if (round === 0) continue; // warms up
  predicting.push(times[0]);
  forward.push(times[1]);
}
const rateOf = (times) => (1000 * ROWS) / median(times);
console.log(JSON.stringify({ predict: rateOf(predicting), forward: rateOf(forward) }));
process.exit(0);
