// Coverage of prediction intervals on new rows: node scripts/coverage.mjs FOLDER [--seeds 20] [--rows 195] [--most 1500] NAME=LABEL …
// For each table FOLDER/NAME.csv and each seed, `rows` of its rows train by default, all others (`most` at most) are held by the
// intervals or not, at 90 %. `generated:friedman1` and `generated:growing` are drawn here: noise of sd 1, noise that grows with x.
// Nets for quantiles are trained beside the others; they change nothing of them.
import { join } from "node:path";
import { createRandom, evaluateIntervals, selectRows, tableFromColumns, toTable, train } from "gradus";
import { readFile } from "@gradus/readers/node";

const [folder, ...rest] = process.argv.slice(2);
const numberAfter = (flag, other) => (rest.includes(flag) ? Number(rest[rest.indexOf(flag) + 1]) : other);
const [seeds, rows, most] = [
  numberAfter("--seeds", 20),
  numberAfter("--rows", 195),
  numberAfter("--most", 1500),
];
const KINDS = ["cv+", "cv", "cqr"];

const GENERATED = {
  friedman1(random) {
    const x = Array.from({ length: 10 }, () => random.uniform());
    const y = 10 * Math.sin(Math.PI * x[0] * x[1]) + 20 * (x[2] - 0.5) ** 2 + 10 * x[3] + 5 * x[4];
    return [...x, y + random.normal()];
  },
  growing(random) {
    const x = 10 * random.uniform();
    return [x, 3 * Math.sin(x) + (0.2 + 0.25 * x) * random.normal()];
  },
};

for (const pair of rest.filter((word) => word.includes("=") || word.startsWith("generated:"))) {
  const [name, label = "y"] = pair.replace("generated:", "").split("=");
  const isGenerated = pair.startsWith("generated:");
  const file = isGenerated ? undefined : toTable(await readFile(join(folder, `${name}.csv`)));
  const found = [];
  for (let seed = 1; seed <= seeds; seed++) found.push(await once(file ?? drawn(name, seed), label, seed));
  for (const kind of KINDS) {
    const mean = (key) => found.reduce((sum, one) => sum + one[kind][key], 0) / found.length;
    const sd = Math.sqrt(
      found.reduce((sum, one) => sum + (one[kind].coverage - mean("coverage")) ** 2, 0) / (found.length - 1),
    );
    console.log(
      `| ${name} | ${kind} | ${mean("coverage").toFixed(3)} ± ${sd.toFixed(3)} | ${mean("realised").toFixed(3)} | ` +
        `${mean("width").toFixed(3)} | ${mean("score").toFixed(3)} |`,
    );
  }
}

function drawn(name, seed) {
  const random = createRandom(seed, 98);
  const cells = Array.from({ length: rows + most }, () => GENERATED[name](random));
  const names = [...cells[0].slice(1).map((_, j) => `x${j + 1}`), "y"];
  return tableFromColumns(names.map((column, j) => [column, cells.map((row) => row[j])]));
}

async function once(table, label, seed) {
  const order = createRandom(seed, 99).shuffle(Int32Array.from({ length: table.rows }, (_, r) => r));
  const model = await train(selectRows(table, order.slice(0, rows)), {
    label,
    seed,
    split: { fractions: [1, 0, 0] },
    intervalMethod: "cqr",
  });
  const { spread } = model.encoder.labels[0].scale;
  const others = selectRows(table, order.slice(rows, rows + most));
  return Object.fromEntries(
    KINDS.map((kind) => {
      const { measured, realised } = evaluateIntervals(model, others, { level: 0.9, kind });
      const { coverage, meanWidth, intervalScore } = measured[0];
      return [
        kind,
        {
          coverage,
          width: meanWidth / spread,
          score: intervalScore / spread,
          realised: realised[0].coverage,
        },
      ];
    }),
  );
}
