// brain.js: one update a row. One activation for all layers, the last one included; the error is half the squared difference.
import brain from "brain.js";

const MOST_ROWS = 2_000_000; // values handed over in one call: it copies them

export function prepare({ sizes, batch, activation, X, Y, steps: stepsOfEpoch }) {
  const data = X.map((input, s) => ({ input, output: Y[s] }));
  return ["sgd", "adam"].map((praxis) => {
    const network = new brain.NeuralNetwork({
      inputSize: sizes[0],
      outputSize: sizes.at(-1),
      hiddenLayers: sizes.slice(1, -1),
      activation,
    });
    return {
      name: praxis === "sgd" ? "SGD with momentum, one update a row" : "Adam, one update a row",
      run(steps) {
        const most = Math.max(1, Math.min(stepsOfEpoch, Math.floor(MOST_ROWS / batch / sizes[0])));
        for (let left = steps; left > 0;) {
          const now = Math.min(left, most);
          const iterations = Math.max(1, Math.floor(left / now));
          network.train(data.slice(0, now * batch), {
            iterations,
            errorThresh: 1e-30,
            learningRate: 0.01,
            praxis: praxis === "adam" ? "adam" : undefined,
          });
          left -= now * iterations;
        }
      },
    };
  });
}
