import { createRandom, matrix, type LossName, type Matrix, type Samples } from "gradus";

/** Which rows are made up. */
export interface Made {
  /** Neurons of each layer, the input's first. */
  sizes: readonly number[];
  rows: number;
  /** Decides what the labels are like. */
  loss: LossName;
  seed: number;
}

const STREAM = 100; // apart from the streams of start weights and batches

/**
 * Made-up rows: every x uniform in [−1, 1), every y a smooth function of its row. One score for each output,
 * `s_i = Σ_j a_ij x_j` with a_ij normal of variance 3/m, so that s has about variance 1; the label is `sin(s) + s²/4`, or what the
 * loss needs instead: one-hot of the largest score, 0 or 1 by the score's sign, or `s²`, which is not negative.
 *
 * @returns X inputs × rows, Y outputs × rows; the same for the same numbers
 */
export function madeUpRows({ sizes, rows, loss, seed }: Made): Samples {
  const random = createRandom(seed, STREAM);
  const X = matrix(sizes[0], rows);
  for (let k = 0; k < X.data.length; k++) X.data[k] = 2 * random.uniform() - 1;
  const Y = matrix(sizes.at(-1)!, rows);
  for (let i = 0; i < Y.rows; i++) {
    const scores = Y.data.subarray(i * rows, (i + 1) * rows);
    for (let j = 0; j < X.rows; j++) {
      const a = random.normal() * Math.sqrt(3 / X.rows);
      const x = X.data.subarray(j * rows, (j + 1) * rows);
      for (let s = 0; s < rows; s++) scores[s] += a * x[s];
    }
  }
  if (loss === "cross_entropy_mean") makeOneHot(Y);
  else for (let k = 0; k < Y.data.length; k++) Y.data[k] = labelOf(loss, Y.data[k]);
  return { X, Y };
}

function labelOf(loss: LossName, score: number): number {
  switch (loss) {
    case "bce_prob_mean":
    case "bce_logits_mean":
      return score > 0 ? 1 : 0;
    case "poisson_mean":
      return score ** 2;
    default:
      return Math.sin(score) + score ** 2 / 4;
  }
}

/** 1 in place of the largest score of each row, 0 elsewhere. Writes into Y. */
function makeOneHot(Y: Matrix): void {
  for (let s = 0; s < Y.cols; s++) {
    let best = 0;
    for (let i = 1; i < Y.rows; i++) if (Y.data[i * Y.cols + s] > Y.data[best * Y.cols + s]) best = i;
    for (let i = 0; i < Y.rows; i++) Y.data[i * Y.cols + s] = i === best ? 1 : 0;
  }
}
