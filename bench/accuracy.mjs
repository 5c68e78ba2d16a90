// Accuracy of other networks on a table of numbers whose last column is the label, by folds:
//   npm ci && node accuracy.mjs TABLE.csv FOLDS.txt [0,1,2,3]
// FOLDS.txt holds the fold of each row. Each program with its defaults, on the table as it is and prepared by hand.
import { readFileSync } from "node:fs";
import * as tf from "@tensorflow/tfjs";
import brain from "brain.js";
import synaptic from "synaptic";

const [, , table, folds, chosen = "0,1,2,3"] = process.argv;
const lines = (file) => readFileSync(file, "utf8").trim().split(/\r?\n/);
const rows = lines(table)
  .slice(1)
  .map((line) => line.split(",").map(Number));
const foldOf = lines(folds).map(Number);
const last = rows[0].length - 1;

/** x ← (x − shift) / size of each column, from the training rows. */
const scalings = {
  raw: () => ({ shift: rows[0].map(() => 0), size: rows[0].map(() => 1) }),
  standardised: (train) => {
    const shift = rows[0].map((_, j) => train.reduce((sum, row) => sum + row[j], 0) / train.length);
    const size = shift.map((m, j) =>
      Math.sqrt(train.reduce((sum, row) => sum + (row[j] - m) ** 2, 0) / train.length),
    );
    return { shift, size };
  },
  "0 to 1": (train) => {
    const shift = rows[0].map((_, j) => Math.min(...train.map((row) => row[j])));
    return { shift, size: shift.map((low, j) => Math.max(...train.map((row) => row[j])) - low) };
  },
};

async function tfjs(optimizer, train, test) {
  await tf.setBackend("cpu");
  const model = tf.sequential();
  model.add(tf.layers.dense({ units: 16, activation: "relu", inputShape: [last] }));
  model.add(tf.layers.dense({ units: 1 }));
  model.compile({ optimizer, loss: "meanSquaredError" });
  const [X, Y] = [
    tf.tensor2d(train.map((row) => row.slice(0, last))),
    tf.tensor2d(train.map((row) => [row[last]])),
  ];
  await model.fit(X, Y, { epochs: 200, batchSize: 32, verbose: 0 });
  return [...model.predict(tf.tensor2d(test.map((row) => row.slice(0, last)))).dataSync()];
}

function brainJs(train, test) {
  const net = new brain.NeuralNetwork({ hiddenLayers: [16] });
  net.train(
    train.map((row) => ({ input: row.slice(0, last), output: [row[last]] })),
    { iterations: 1000, log: false },
  );
  return test.map((row) => net.run(row.slice(0, last))[0]);
}

function perceptron(train, test) {
  const net = new synaptic.Architect.Perceptron(last, 16, 1);
  new synaptic.Trainer(net).train(
    train.map((row) => ({ input: row.slice(0, last), output: [row[last]] })),
    { iterations: 200, rate: 0.1, shuffle: true },
  );
  return test.map((row) => net.activate(row.slice(0, last))[0]);
}

const runs = [
  ["tfjs adam", "raw", (...parts) => tfjs("adam", ...parts)],
  ["tfjs adam", "standardised", (...parts) => tfjs("adam", ...parts)],
  ["tfjs sgd", "raw", (...parts) => tfjs("sgd", ...parts)],
  ["brain.js", "raw", brainJs],
  ["brain.js", "0 to 1", brainJs],
  ["synaptic", "raw", perceptron],
];

for (const [program, scaling, run] of runs) {
  const started = performance.now();
  const errors = [];
  for (const fold of chosen.split(",").map(Number)) {
    const train = rows.filter((_, i) => foldOf[i] !== fold);
    const test = rows.filter((_, i) => foldOf[i] === fold);
    const { shift, size } = scalings[scaling](train);
    const scaled = (part) => part.map((row) => row.map((x, j) => (x - shift[j]) / size[j]));
    const predicted = (await run(scaled(train), scaled(test))).map((y) => y * size[last] + shift[last]);
    errors.push(Math.sqrt(predicted.reduce((sum, y, i) => sum + (y - test[i][last]) ** 2, 0) / test.length));
  }
  const mean = errors.reduce((sum, e) => sum + e, 0) / errors.length;
  const sd = Math.sqrt(errors.reduce((sum, e) => sum + (e - mean) ** 2, 0) / (errors.length - 1));
  const seconds = (performance.now() - started) / 1000 / errors.length;
  console.log(
    `${program}, ${scaling}: RMSE ${mean.toFixed(3)} ± ${sd.toFixed(3)}, ${seconds.toFixed(1)} s a fold`,
  );
}
