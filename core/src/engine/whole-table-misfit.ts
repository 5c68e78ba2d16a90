import { namedAddition, type Network } from "../bp/network.js";
import { isWholeTable, needsCurvature } from "../optimize/hyperparameters.js";
import type { TrainerOptions } from "./engine.js";
import { curvedLosses } from "./curved-losses.js";
import { LIMIT_SECOND_ORDER } from "./wasm/limits.js";

/** Why a method that looks at all rows cannot be used in this way, whatever the engine; nothing if it can. */
export function wholeTableMisfit(
  network: Network,
  { optimizer, loss, dropout, l1, l2, maxNorm, clipNorm, clipValue, factors }: TrainerOptions,
): string | undefined {
  if (!isWholeTable(optimizer)) return undefined;
  const { name } = optimizer;
  const addition = namedAddition(network);
  if (addition !== undefined) {
    return `expected a network of layers and a skip alone with optimizer "${name}", got one with ${addition}; try "adam"`;
  }
  if (factors) return `expected no factors by group with optimizer "${name}", got some; try "adam"`;
  const off = Object.entries({ dropout, l1 }).find(([, value]) => value > 0);
  if (off) return `expected ${off[0]} 0 with optimizer "${name}", got ${off[1]}`;
  const limit = Object.entries({ maxNorm, clipNorm, clipValue }).find(([, value]) => value < Infinity);
  if (limit) return `expected no ${limit[0]} with optimizer "${name}", got ${limit[1]}`;
  if (name === "br" && l2 > 0) {
    return `expected l2 0 with optimizer "br", which finds the decay of the weights itself, got ${l2}`;
  }
  if (!needsCurvature(optimizer)) return undefined;
  if (!curvedLosses.includes(loss.name)) {
    return `expected one of the losses ${curvedLosses.join(", ")} with optimizer "${name}", got ${loss.name}; try optimizer "lbfgs"`;
  }
  const { length } = network.parameters;
  if (length <= LIMIT_SECOND_ORDER) return undefined;
  return `expected at most ${LIMIT_SECOND_ORDER} parameters with optimizer "${name}", whose time grows with their cube, got ${length}; try fewer neurons, or optimizer "lbfgs"`;
}
