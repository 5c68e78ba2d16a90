// How much the result depends on chance: trains each table with 20 seeds (other start weights, other folds), the test rows staying the same,
// and tells the median and the worst test error beside that of the linear model.
//
//   node scripts/seeds.mjs --seeds 20 --rows 1500 examples/concrete_named.csv=compressive_strength iris.csv=species …
//
// Tables with more rows than --rows are cut to as many, drawn once. A column is left aside by FILE=LABEL,-COLUMN.
import { parseArgs } from "node:util";
import { readFile } from "@gradus/readers/node";
import { createRandom, selectRows, toTable, train } from "gradus";

const { values, positionals } = parseArgs({
  options: {
    seeds: { type: "string", default: "20" },
    rows: { type: "string", default: "1500" },
    threads: { type: "string" },
  },
  allowPositionals: true,
});

console.log("table                  rows  measure     linear    median     worst   worse than linear");
for (const given of positionals) {
  const [file, columns] = given.split("=");
  const [label, ...ignored] = columns.split(",");
  const table = cut(toTable(await readFile(file)), Number(values.rows));
  const ignore = ignored.map((name) => name.replace(/^-/, ""));
  const options = { label, split: { seed: 42 }, ...(ignore.length > 0 ? { ignore } : {}) };
  const errors = [];
  let linear, measure;
  for (let seed = 1; seed <= Number(values.seeds); seed++) {
    const { task, run } = await train(table, {
      ...options,
      seed,
      ...(values.threads ? { threads: Number(values.threads) } : {}),
    });
    measure = task === "regression" ? "rmse" : "logLoss";
    errors.push(run.metrics.test[measure]);
    linear = run.baselines.linear.test[measure];
  }
  const sorted = errors.toSorted((a, b) => a - b);
  const median = sorted[sorted.length >> 1];
  const worse = errors.filter((error) => error > linear).length;
  console.log(
    [
      file.split("/").at(-1).padEnd(22),
      String(table.rows).padStart(5),
      measure.padEnd(8),
      ...[linear, median, sorted.at(-1)].map((x) => x.toPrecision(4).padStart(9)),
      `${worse} of ${errors.length}`.padStart(12),
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
