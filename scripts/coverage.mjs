// Coverage of prediction intervals on new rows: node scripts/coverage.mjs FOLDER [--seeds 20] [--rows 400] NAME=LABEL …
// For each table FOLDER/NAME.csv and each seed, three quarters of the rows train and one quarter is held by the intervals or not.
import { join } from "node:path";
import { evaluateIntervals, selectRows, toTable, train } from "gradus";
import { readFile } from "@gradus/readers/node";
import { createRandom } from "gradus";

const [folder, ...rest] = process.argv.slice(2);
const numberAfter = (flag, other) => (rest.includes(flag) ? Number(rest[rest.indexOf(flag) + 1]) : other);
const [seeds, most] = [numberAfter("--seeds", 20), numberAfter("--rows", 400)];
const tables = rest.filter((word) => word.includes("="));
const level = 0.9;

for (const pair of tables) {
  const [name, label] = pair.split("=");
  const table = toTable(await readFile(join(folder, `${name}.csv`)));
  const found = [];
  for (let seed = 1; seed <= seeds; seed++) found.push(await once(table, label, seed));
  const mean = (key) => found.reduce((sum, one) => sum + one[key], 0) / found.length;
  const sd = Math.sqrt(
    found.reduce((sum, { coverage }) => sum + (coverage - mean("coverage")) ** 2, 0) / (found.length - 1),
  );
  console.log(
    `${name}: coverage ${mean("coverage").toFixed(3)} (sd ${sd.toFixed(3)}), realised out of fold ${mean("realised").toFixed(3)}, ` +
      `width ${mean("width").toFixed(3)} sd of the label, normalised in ${found.filter((one) => one.normalised).length} of ${seeds}`,
  );
}

async function once(table, label, seed) {
  const order = createRandom(seed, 99).shuffle(Int32Array.from({ length: table.rows }, (_, r) => r));
  const used = order.subarray(0, Math.min(most, table.rows));
  const cut = Math.round(0.75 * used.length);
  const model = await train(selectRows(table, used.slice(0, cut)), {
    label,
    seed,
    split: { fractions: [1, 0, 0] },
  });
  const { measured, realised } = evaluateIntervals(model, selectRows(table, used.slice(cut)), { level });
  const { spread } = model.encoder.labels[0].scale;
  const [own, known] = [measured[0], realised[0]];
  return {
    coverage: own.coverage,
    width: own.meanWidth / spread,
    realised: known.coverage,
    normalised: own.normalised,
  };
}
