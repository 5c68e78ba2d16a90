// convnetjs: rows one after another, an update after each batch; SGD with momentum (its release on npm has no Adam).
import convnetjs from "convnetjs";
import { Batches } from "../batches.mjs";

export function prepare({ sizes, batch, rows, activation, X, Y }) {
  const network = new convnetjs.Net();
  const outputs = sizes.at(-1);
  network.makeLayers([
    { type: "input", out_sx: 1, out_sy: 1, out_depth: sizes[0] },
    ...sizes.slice(1, -1).map((n) => ({ type: "fc", num_neurons: n, activation })),
    outputs === 1 ? { type: "regression", num_neurons: 1 } : { type: "softmax", num_classes: outputs },
  ]);
  const trainer = new convnetjs.Trainer(network, {
    method: "sgd",
    learning_rate: 0.001,
    momentum: 0.9,
    batch_size: batch,
  });
  const inputs = X.map((x) => {
    const volume = new convnetjs.Vol(1, 1, sizes[0], 0);
    volume.w.set(x);
    return volume;
  });
  const labels = Y.map((y) => (outputs === 1 ? [y[0]] : y.indexOf(1)));
  const batches = new Batches(rows, batch);
  return [
    {
      name: "SGD with momentum",
      run(steps) {
        for (let n = 0; n < steps; n++) for (const s of batches.next()) trainer.train(inputs[s], labels[s]);
      },
    },
  ];
}
