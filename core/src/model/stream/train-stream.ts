import type { TableSource } from "../../table/source.js";
import type { Model } from "../model.js";
import type { StreamTrainOptions } from "./options.js";
import { prepareStream } from "./prepare.js";
import { checkSize, takeSteps, trainReady, withEngine, type Progress } from "../train.js";

/**
 * From a table larger than the memory to a model: two passes over the file, then every epoch reads the encoded rows from the
 * store, each row once, through a buffer that is shuffled by the seed.
 *
 * Types, scales and categories are learned from a sample of rows drawn by the seed (all rows, if they are no more than the
 * sample holds); ranges and counts of missing cells come from all rows. Validation and test metrics, and the baselines, are
 * taken on that sample's rows. Equal files, seeds and buffers give equal bits, however the file is cut into parts.
 *
 * @param source  see `streamTable` and `streamFile` of the readers
 * @param options `label` and `store` are needed
 * @throws GradusError as `train` does; E213 for a division by time, E214 and E215 where the memory is too small, E216 if
 *   stopped before the first epoch, E218 if the file has changed between the passes
 * @example
 * // const model = await trainStream(await streamFile("large.csv"), { label: "y", memory: 1e9, store: fileStore() })
 */
export async function trainStream(source: TableSource, options: StreamTrainOptions): Promise<Model> {
  return takeSteps(trainStreamSteps(source, options), options.onProgress);
}

/** As `trainStream`, but step by step: yields after each epoch, returns the model. */
export async function* trainStreamSteps(
  source: TableSource,
  options: StreamTrainOptions,
): AsyncGenerator<Progress, Model, void> {
  const { close, ...prepared } = await prepareStream(source, options);
  try {
    checkSize(prepared);
    const ready = withEngine(prepared, options);
    options.onStart?.(ready);
    return yield* trainReady(ready, options);
  } finally {
    await close();
  }
}
