import type { Network } from "../bp/network.js";
import type { Cost, Engine, TrainerOptions } from "./engine.js";
import { referenceEngine } from "./reference.js";
import { availableThreads } from "./wasm/threads.js";
import { createWasmEngine } from "./wasm.js";
import { wholeTableEngine } from "./whole-table.js";

/** An engine that was chosen, and what its choice rests on. */
export interface Choice {
  engine: Engine;
  /** What each engine that can do the work would cost, the chosen one first; empty if there was nothing to choose. */
  costs: { engine: Engine; cost: Cost }[];
}

/** Threads that `auto` takes at most: what more of them gain was not measured. */
const MOST_THREADS = 4;

/** The engines that every installation has; all but the reference give the same bits on every machine. */
export function defaultEngines(): Engine[] {
  const threads = Math.min(availableThreads(), MOST_THREADS);
  const shared = threads > 1 ? [createWasmEngine({ threads })] : [];
  return [createWasmEngine(), ...shared, wholeTableEngine, referenceEngine];
}

/**
 * The rule that picks an engine: of those that can train this network in this way, the one that would be ready first.
 *
 * @param candidates engines to choose from; one alone is taken if it can do the work
 * @param steps      updates that the run may take
 * @throws RangeError if none of them can do the work; the message says why for the first
 */
export function chooseEngine(
  candidates: readonly Engine[],
  network: Network,
  options: TrainerOptions,
  steps: number,
): Choice {
  const able = candidates.filter((engine) => engine.lacks?.(network, options) === undefined);
  if (able.length === 0) {
    const first = candidates[0];
    if (first === undefined) throw new RangeError("Cannot choose an engine: expected at least one, got none");
    throw new RangeError(`Cannot train with engine "${first.name}": ${first.lacks?.(network, options)}`);
  }
  if (able.length === 1) return { engine: able[0], costs: [] };
  const costs = able.flatMap((engine) => {
    const cost = engine.cost?.(network, options);
    return cost === undefined ? [] : [{ engine, cost }];
  });
  const total = ({ cost }: (typeof costs)[number]): number => cost.start * 1000 + cost.step * steps;
  costs.sort((a, b) => total(a) - total(b));
  return { engine: costs[0]?.engine ?? able[0], costs };
}
