// synaptic: one update a row, by code that it writes for the network. It ends in a sigmoid and knows no cross-entropy.
import synaptic from "synaptic";
import { Batches } from "../batches.mjs";

export function prepare({ sizes, batch, rows, activation, X, Y }) {
  const { Architect, Neuron } = synaptic;
  const network = new Architect.Perceptron(...sizes);
  const { TANH, RELU, LOGISTIC } = Neuron.squash;
  const squash = { tanh: TANH, relu: RELU, sigmoid: LOGISTIC }[activation];
  for (const layer of network.layers.hidden) layer.set({ squash });
  const batches = new Batches(rows, batch);
  return [
    {
      name: "SGD, one update a row",
      run(steps) {
        for (let n = 0; n < steps; n++) {
          for (const s of batches.next()) {
            network.activate(X[s]);
            network.propagate(0.01, Y[s]);
          }
        }
      },
    },
  ];
}
