// Microseconds of the prediction of one row by a loaded model: from a row of a table to a value in the label's unit, and from
// encoded numbers to the network's output by the engine.
import { createPredictor, encodeX, loadModel, matrix, saveModel, tableFromRows, train } from "gradus";
import { measureWay } from "../timing.mjs";
import { engineOf } from "./network.mjs";

const engine = await engineOf();
const names = Array.from({ length: 20 }, (_, j) => `x${j}`);
const rows = Array.from({ length: 100 }, (_, s) =>
  Object.fromEntries([...names.map((name, j) => [name, Math.sin(s * (j + 1))]), ["y", Math.cos(s)]]),
);
const trained = await train(tableFromRows(rows), {
  label: "y",
  hidden: [64, 32],
  nets: 1,
  epochs: 1,
  seed: 1,
});
const model = loadModel(saveModel(trained));
const table = tableFromRows(rows.slice(0, 1));
const X = encodeX(model.encoder, table, Int32Array.of(0));
const predictor = createPredictor(model);
const [{ network }] = model.nets;
const column = matrix(X.rows, 1, X.data);
async function times(n, work) {
  for (let i = 0; i < n; i++) await work();
}
console.log(
  JSON.stringify({
    table: await measureWay({ run: (n) => times(n, () => predictor.row(rows[0])) }, 0.5),
    engine: await measureWay({ run: (n) => times(n, () => engine.predict(network, column)) }, 0.5),
  }),
);
process.exit(0);
