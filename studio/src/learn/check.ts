/** The gradient of one parameter by central difference, beside the one by back-propagation. */
import { copyNetwork, evaluateLoss, forward, type Trace } from "gradus";

/** Two losses, the slope between them, and the gradient that it should be. */
export interface Check {
  epsilon: number;
  /** L with the parameter ε higher and ε lower. */
  above: number;
  below: number;
  /** (above − below) / 2ε. */
  numeric: number;
  /** ∂L/∂w of the trace. */
  analytic: number;
  relativeError: number;
}

const EPSILON = 1e-4; // error of the central difference: about ε², far above the rounding of L

/**
 * Moves one parameter a little both ways.
 *
 * @param k its place in the network's flat vector
 * @param analytic ∂L/∂ of it, from the trace
 */
export function centralDifference({ network, X, Y, lossSpec }: Trace, k: number, analytic: number): Check {
  const probe = copyNetwork(network);
  function lossAt(w: number): number {
    probe.parameters[k] = w;
    const { Z, H } = forward(probe, X);
    return evaluateLoss(lossSpec, Z[probe.last], H[probe.last], Y).value;
  }
  const w = network.parameters[k];
  const [above, below] = [lossAt(w + EPSILON), lossAt(w - EPSILON)];
  const numeric = (above - below) / (2 * EPSILON);
  const size = Math.max(Math.abs(numeric), Math.abs(analytic));
  const relativeError = size === 0 ? 0 : Math.abs(numeric - analytic) / size;
  return { epsilon: EPSILON, above, below, numeric, analytic, relativeError };
}
