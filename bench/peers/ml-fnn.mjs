// ml-fnn: gradient descent on all rows that it is given, here a batch. It only knows classes; one output is one class.
import fnn from "ml-fnn";
import { Matrix } from "ml-matrix";
import { Batches } from "../batches.mjs";

export function prepare({ sizes, batch, rows, activation, X }) {
  const network = new fnn({
    hiddenLayers: sizes.slice(1, -1),
    iterations: 1,
    learningRate: 1e-4,
    activation: activation === "sigmoid" ? "logistic" : activation,
  });
  const classes = Array.from({ length: batch }, (_, s) => s % sizes.at(-1)); // every class in every batch: it counts them anew
  const batches = new Batches(rows, batch);
  return [
    {
      name: "gradient descent",
      run(steps) {
        for (let n = 0; n < steps; n++)
          network.train(new Matrix(Array.from(batches.next(), (s) => X[s])), classes);
      },
    },
  ];
}
