// Largest resident memory of a process, in bytes: with rows and a network only, or training on them too.
//   node probes/memory.mjs ENGINE data|train SHAPE
import { createRandom } from "gradus";
import { shapes } from "../shapes.mjs";
import { allRows, engineOf, rate, workOf } from "./network.mjs";

const [, , , mode, name] = process.argv;
const { sizes, batch, activation } = shapes.find((shape) => shape.name === name);
const rows = Number(process.argv[5]);
const engine = await engineOf();
await trainOn({ sizes: [2, 2, 1], batch: 2, rows: 2, activation }, 1); // all that is there once, whatever is trained
const { network, options, rowsOf } = workOf({ sizes, batch, rows, activation });
const samples = rowsOf();
if (mode === "train") await steps(network, options, samples, batch, 3);
console.log(JSON.stringify({ bytes: process.resourceUsage().maxRSS * 1024 }));
process.exit(0);

async function trainOn(shape, count) {
  const work = workOf(shape);
  await steps(work.network, work.options, work.rowsOf(), shape.batch, count);
}

async function steps(net, settings, given, size, count) {
  const trainer = await engine.trainer(net, settings);
  await trainer.epoch(
    trainer.hold(given),
    allRows(size * count).map((s) => s % given.X.cols),
    rate,
    createRandom(1),
  );
  trainer.close?.();
}
