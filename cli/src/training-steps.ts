import { tmpdir } from "node:os";
import {
  GradusError,
  trainSteps,
  trainStreamSteps,
  type Model,
  type Progress,
  type Ready,
  type StreamProgress,
} from "gradus";
import { fileStore, streamFile } from "@gradus/readers/node";
import { readModel, readOptions, readRaw, typed, typeOptions } from "./input.js";
import type { StreamFacts } from "./head.js";
import { engineOption, trainOptions, type TrainingFlags } from "./training-flags.js";

/** What a training run is given, besides the user's options. */
export interface Watching {
  signal: AbortSignal;
  onStart(ready: Ready, stream?: StreamFacts): void;
  onStream(progress: StreamProgress): void;
}

/** Training, step by step, once it is told who watches. */
export type Steps = (watching: Watching) => AsyncGenerator<Progress, Model, void>;

/** Flags that say what a run trains on, and from where. */
export interface StepFlags extends TrainingFlags {
  /** Model of a stopped run. */
  resume?: string;
  /** Bytes that a streamed table may take. */
  memory?: number;
  /** Folder for the encoded rows of a streamed table. */
  cache?: string;
}

/** Training on a table in memory. @throws GradusError for a table, a model or flags that are refused */
export async function fromTable(file: string, flags: StepFlags): Promise<Steps> {
  const resume = flags.resume === undefined ? {} : { resume: readModel(flags.resume) };
  const raw = await readRaw(file, flags);
  const options = { ...trainOptions(flags, raw), ...(await engineOption(flags)), ...resume };
  const table = typed(raw, flags, { label: [options.label].flat() });
  return ({ signal, onStart }) =>
    trainSteps(table, { ...options, signal, onStart: (ready) => onStart(ready) });
}

/**
 * Training on a table that is streamed.
 *
 * @param memory bytes that the process may take
 * @throws GradusError for a file, a model or flags that are refused; E009 for standard input, which cannot be read twice
 */
export async function fromStream(file: string, flags: StepFlags, memory: number): Promise<Steps> {
  const resume = flags.resume === undefined ? {} : { resume: readModel(flags.resume) };
  if (file === "-") throw new GradusError("E009", { options: "-, --memory" });
  const source = await streamFile(file, readOptions(flags));
  const columns = source.columns.map((name) => ({ name, cells: [] }));
  const { split, ...options } = {
    ...trainOptions(flags, { source: source.source, columns }),
    ...(await engineOption(flags)),
    ...resume,
  };
  const cache = { bytes: 0, folder: flags.cache ?? tmpdir() };
  return ({ signal, onStart, onStream }) =>
    trainStreamSteps(source, {
      ...options,
      ...(split === undefined || "train" in split ? {} : { split }),
      types: typeOptions(flags),
      memory,
      store(bytes) {
        cache.bytes = bytes;
        return fileStore(cache.folder)(bytes);
      },
      signal,
      onStart: (ready) => onStart(ready, { memory, buffer: ready.recipe.buffer ?? 0, cache }),
      onStream,
    });
}
