// How much the result depends on chance: trains each table with 20 seeds (other start weights, other folds), the test rows staying the same,
// and tells the median and the worst test error beside that of the linear model.
//
//   node scripts/seeds.mjs examples/concrete_named.csv=compressive_strength examples/iris.csv=species …
//     --seeds 20      seeds of each table
//     --rows 1500     tables with more rows are cut to as many, drawn once
//     --cpu 300       CPU seconds a table may take: no seed begins after them, and the seeds that ran are told
//     --part 0,1      test parts of the folds below instead of one split of 15 %
//     --folds DIR     fold of each row: DIR/NAME.txt; without it ten folds drawn once
//
// A column is left aside by FILE=LABEL,-COLUMN. Ends with 1 if the worst run is behind the linear model where the median is ahead.
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { readFile } from "@gradus/readers/node";
import { createRandom, crossValidate, selectRows, toTable, train } from "gradus";

const { values, positionals } = parseArgs({
  options: {
    seeds: { type: "string", default: "20" },
    rows: { type: "string", default: "1500" },
    cpu: { type: "string", default: "Infinity" },
    part: { type: "string" },
    folds: { type: "string" },
    threads: { type: "string" },
  },
  allowPositionals: true,
});
const threads = values.threads === undefined ? {} : { threads: Number(values.threads) };

console.log(
  "table                  rows  test   measure     linear    median     worst   worse than linear   CPU s",
);
for (const given of positionals) {
  const [file, columns] = given.split("=");
  const [label, ...ignored] = columns.split(",");
  const name = basename(file, ".csv");
  const whole = toTable(await readFile(file));
  const table = values.folds === undefined ? cut(whole, Number(values.rows)) : whole;
  const ignore = ignored.map((column) => column.replace(/^-/, ""));
  const options = { label, ...(ignore.length > 0 ? { ignore } : {}), ...threads };
  const parts = values.part === undefined ? [undefined] : values.part.split(",").map(Number);
  for (const part of parts) tell(name, table, part, await runs(table, options, { name, part }));
}

/** Errors of the seeds, and of the linear model, on the same test rows. */
async function runs(table, options, { name, part }) {
  const before = process.cpuUsage();
  const used = () => {
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1e6;
  };
  const errors = [];
  let linear, measure;
  for (let seed = 1; seed <= Number(values.seeds) && used() < Number(values.cpu); seed++) {
    const one = await (part === undefined ? bySplit : byFold)(table, { ...options, seed }, { name, part });
    measure = one.task === "regression" ? "rmse" : "logLoss";
    errors.push(one.test[measure]);
    linear = one.linear[measure];
  }
  return { errors, linear, measure, seconds: used() };
}

/** One split whatever the seed. */
async function bySplit(table, options) {
  const { task, run } = await train(table, { ...options, split: { seed: 42 } });
  return { task, test: run.metrics.test, linear: run.baselines.linear.test };
}

/** One fold of folds that are the same whatever the seed. */
async function byFold(table, options, { name, part }) {
  const folds =
    values.folds === undefined
      ? createRandom(42).shuffle(Int32Array.from({ length: table.rows }, (_, i) => i % 10))
      : Int32Array.from(
          readFileSync(join(values.folds, `${name}.txt`), "utf8")
            .trim()
            .split(/\s+/),
          Number,
        );
  const { task, mean, baselines } = await crossValidate(table, { ...options, folds, only: [part] });
  return { task, test: mean, linear: baselines.linear.mean };
}

function tell(name, table, part, { errors, linear, measure, seconds }) {
  const sorted = errors.toSorted((a, b) => a - b);
  const median = sorted[sorted.length >> 1];
  const worst = sorted.at(-1);
  const worse = errors.filter((error) => error > linear).length;
  if (median < linear && worst >= linear) process.exitCode = 1;
  console.log(
    [
      name.padEnd(22),
      String(table.rows).padStart(5),
      (part === undefined ? "15 %" : `fold ${part}`).padStart(6),
      measure.padEnd(8),
      ...[linear, median, worst].map((x) => x.toPrecision(4).padStart(9)),
      `${worse} of ${errors.length}`.padStart(16),
      seconds.toFixed(0).padStart(10),
    ].join(" "),
  );
}

function cut(table, most) {
  if (table.rows <= most) return table;
  const rows = createRandom(1).shuffle(Int32Array.from({ length: table.rows }, (_, i) => i));
  return selectRows(
    table,
    rows.slice(0, most).toSorted((a, b) => a - b),
  );
}
