import "../messages/training.js";
import type { Network } from "../bp/network.js";
import { chooseEngine, defaultEngines, type Choice } from "../engine/auto.js";
import type { Engine } from "../engine/engine.js";
import { GradusError } from "../errors.js";
import { trainerOptions, type FitOptions } from "../train/fitting.js";
import type { TrainOptions } from "./options.js";

/**
 * The engine that a run takes: the one asked for, or the one that would be ready first. A resumed run keeps its engine, so that
 * it ends with the bits of a run never stopped.
 *
 * @param network  a network of the run
 * @param rows     training rows
 * @param fit      how it is trained
 * @throws RangeError if the engine cannot do the work; GradusError E212 if a resumed run's engine is not among them
 */
export function engineFor(
  network: Network,
  rows: number,
  fit: FitOptions,
  { engine, resume }: Pick<TrainOptions, "engine" | "resume">,
): Choice {
  if (typeof engine === "string") {
    throw new TypeError(
      `Cannot train with engine "${engine as string}": expected an engine such as wasmEngine, got its name`,
    );
  }
  const given: readonly Engine[] =
    engine === undefined ? defaultEngines() : "trainer" in engine ? [engine] : engine;
  const candidates = resume ? given.filter(({ name }) => name === resume.run.engine.name) : given;
  if (resume && candidates.length === 0)
    throw new GradusError("E212", { what: `engine ${resume.run.engine.name}` });
  const options = trainerOptions(network, rows, fit);
  const steps = Math.ceil(rows / options.batch) * (fit.epochs ?? 1);
  return chooseEngine(candidates, network, options, steps);
}
