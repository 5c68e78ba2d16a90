import { columns, type Matrix } from "../matrix.js";
import { createNetwork, type Network } from "./network.js";

/** A network with one sample and a learning rate: what the terminal, the page and the docs show first. */
export interface Example {
  network: Network;
  /** sizes[0] × 1. */
  X: Matrix;
  /** sizes[last] × 1. */
  Y: Matrix;
  /** Learning rate η. */
  eta: number;
}

/**
 * The tutorial's network 3-3-2, sigmoid throughout, with start values short enough to be followed by hand.
 *
 * @returns new matrices at each call
 * @see docs/tutorial.md §1
 * @example
 * exampleNetwork().network.sizes // [3, 3, 2]
 */
export function exampleNetwork(): Example {
  const network = createNetwork([3, 3, 2], {
    initialisation: {
      W: [
        [
          [0.21, -0.43, 0.36],
          [0.47, 0.12, -0.28],
          [-0.15, 0.33, 0.54],
        ],
        [
          [0.58, -0.37, 0.42],
          [-0.29, 0.64, 0.18],
        ],
      ],
      b: [
        [0.1, -0.2, 0.05],
        [0.15, -0.1],
      ],
    },
  });
  return { network, X: columns([[0.8, 0.2, 0.5]]), Y: columns([[0.9, 0.1]]), eta: 0.5 };
}
