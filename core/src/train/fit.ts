import type { Network } from "../bp/network.js";
import { chooseEngine } from "../engine/auto.js";
import type { Engine, Samples, TrainerOptions } from "../engine/engine.js";
import { referenceEngine } from "../engine/reference.js";
import { wholeTableEngine } from "../engine/whole-table.js";
import { isWholeTable } from "../optimize/hyperparameters.js";
import type { Epoch } from "./epoch.js";
import type { Feed } from "./feed.js";
import { fitOn, type FitOptions, type FitResult } from "./fitting.js";

/**
 * Training and validation, the tutorial's pseudo-code (§3(2)): yields a record after each epoch, returns the network with
 * its best weights.
 *
 * @param network    start values; left alone
 * @param training   rows to learn from; a feed where they are more than the memory holds
 * @param validation rows that choose the best epoch; null: the loss over the training rows chooses, of a feed the mean over
 *   the epoch
 * @param options    see FitOptions
 * @throws RangeError for impossible options; GradusError E201 if the very first epoch gives no finite loss
 * @see docs/tutorial.md §3(2)
 */
export function fit(
  network: Network,
  training: Samples | Feed,
  validation: Samples | null,
  options: FitOptions = {},
): AsyncGenerator<Epoch, FitResult, void> {
  const engineFor = (settings: TrainerOptions): Engine => options.engine ?? defaultEngine(network, settings);
  return fitOn(engineFor, network, training, validation, options);
}

/** The readable reference; it would be slow where every iteration looks at all rows. */
function defaultEngine(network: Network, settings: TrainerOptions): Engine {
  if (!isWholeTable(settings.optimizer)) return referenceEngine;
  return chooseEngine([wholeTableEngine, referenceEngine], network, settings, 1).engine;
}
