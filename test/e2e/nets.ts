/** An ensemble that the browser and Node both fit in a pool, so that the weights can be compared. */
import { createNetwork, createPool, createRandom, matrix, type FitJob } from "gradus";

const [ROWS, NETS] = [90, 3];

/**
 * Fits a few nets, each without a part of the rows.
 *
 * @returns parameters of each, in the order of the nets
 */
export async function fitAll(workers: number): Promise<number[][]> {
  const random = createRandom(1);
  const numbers = (count: number): number[] => Array.from({ length: count }, () => random.normal());
  const samples = { X: matrix(2, ROWS, numbers(2 * ROWS)), Y: matrix(1, ROWS, numbers(ROWS)) };
  const jobs = Array.from({ length: NETS }, (_, k): FitJob => {
    const all = Int32Array.from({ length: ROWS }, (_, row) => row);
    return {
      network: createNetwork([2, 6, 1], { output: "identity", seed: k }),
      training: { samples, rows: all.filter((row) => row % NETS !== k) },
      validation: { samples, rows: all.filter((row) => row % NETS === k) },
      options: { optimizer: { name: "adam" }, learningRate: 0.01, epochs: 20, stream: k },
      engine: "wasm",
    };
  });
  const parameters: number[][] = [];
  for await (const event of createPool({ workers }).run(jobs)) {
    if ("result" in event) parameters[event.job] = [...event.result.network.parameters];
  }
  return parameters;
}
