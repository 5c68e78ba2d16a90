import type { Backward } from "./backward.js";
import { copyNetwork, type Network } from "./network.js";

/**
 * Gradient descent: every w and b takes a step against its gradient, `w ← w − η ∂L/∂w`, `b ← b − η ∂L/∂b` (tutorial §2(6)).
 *
 * @param network  the network before the step; it is left alone
 * @param gradients what `backward` returned
 * @param eta      learning rate η > 0
 * @returns the network after the step
 * @throws RangeError if η is not a positive number
 * @see docs/tutorial.md §2(6)
 */
export function descend(network: Network, gradients: Pick<Backward, "gradient">, eta: number): Network {
  if (!(eta > 0)) throw new RangeError(`Cannot descend: expected a learning rate above 0, got ${eta}`);
  const next = copyNetwork(network);
  for (let k = 0; k < next.parameters.length; k++) next.parameters[k] -= eta * gradients.gradient[k];
  return next;
}
