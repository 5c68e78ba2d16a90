// TensorFlow.js on its plain JavaScript backend: trainOnBatch with batches gathered by row number, and fit.
import * as tf from "@tensorflow/tfjs";
import { Batches } from "../batches.mjs";

export async function prepare(task) {
  await tf.setBackend("cpu");
  return waysOf(task);
}

/** The ways to train, on the backend that is set. */
export function waysOf({ sizes, batch, rows, activation, X, Y, steps: stepsOfEpoch }) {
  const outputs = sizes.at(-1);
  const network = tf.sequential();
  sizes.slice(1).forEach((units, l) => {
    const isOutput = l === sizes.length - 2;
    network.add(
      tf.layers.dense({
        units,
        activation: isOutput ? (outputs === 1 ? "linear" : "softmax") : activation,
        ...(l === 0 ? { inputShape: [sizes[0]] } : {}),
      }),
    );
  });
  network.compile({
    optimizer: tf.train.adam(0.001),
    loss: outputs === 1 ? "meanSquaredError" : "categoricalCrossentropy",
  });
  const [x, y] = [tensorOf(X, sizes[0]), tensorOf(Y, outputs)];
  const batches = new Batches(rows, batch);
  const ways = [
    {
      name: "trainOnBatch, Adam",
      async run(steps) {
        for (let n = 0; n < steps; n++) {
          const [xs, ys] = tf.tidy(() => {
            const order = tf.tensor1d(Int32Array.from(batches.next()), "int32");
            return [tf.gather(x, order), tf.gather(y, order)];
          });
          await network.trainOnBatch(xs, ys);
          tf.dispose([xs, ys]);
        }
      },
    },
  ];
  // An epoch of `fit` cannot be cut: only where it is short.
  if (sizes.reduce((sum, n) => sum + n) < 150) {
    ways.push({
      name: "fit, Adam",
      unit: stepsOfEpoch,
      run: (steps) =>
        network.fit(x, y, {
          epochs: steps / stepsOfEpoch,
          batchSize: batch,
          shuffle: true,
          verbose: 0,
          yieldEvery: "never",
        }),
    });
  }
  return ways;
}

function tensorOf(rows, columns) {
  const flat = new Float32Array(rows.length * columns);
  rows.forEach((row, s) => flat.set(row, s * columns));
  return tf.tensor2d(flat, [rows.length, columns]);
}
