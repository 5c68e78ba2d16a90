// `npm start`: from a bare clone to a trained network, its predictions and its report, with one command.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { root, run, setUp, StepFailed } from "./setup.mjs";

const TABLE = "examples/concrete_named.csv";
const LABEL = "compressive_strength";
const MODEL = "out/concrete.safetensors";
const PREDICTIONS = "out/predictions.csv";
const REPORT = "out/report.html";

try {
  setUp();
  mkdirSync(join(root, "out"), { recursive: true });
  gradus("train", TABLE, "--label", LABEL, "-o", MODEL);
  gradus("predict", MODEL, TABLE, "-o", PREDICTIONS);
  gradus("report", MODEL, TABLE, "-o", REPORT);
  console.log(`
A network learned the strength of concrete from ${TABLE}.
  ${MODEL}   the model: weights, scaling, the record of the run
  ${PREDICTIONS}        its prediction for every row
  ${REPORT}            how good it is, which factor acts how, one prediction worked by hand

Next:
  npx gradus inspect YOUR.csv                      what is in your table
  npx gradus train YOUR.csv --label COLUMN         train on it
  npx gradus evaluate ${MODEL} ${TABLE}
  npx gradus learn                                 one step of back-propagation, every number shown
  npm run studio                                   the same in a page, and your own table there`);
} catch (error) {
  if (!(error instanceof StepFailed)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

/** One command of the program, shown as a person would type it. */
function gradus(...args) {
  run(`npx gradus ${args.join(" ")}`, process.execPath, ["cli/dist/main.js", ...args], { show: true });
}
