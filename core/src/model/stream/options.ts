import "../../messages/training.js";
import { GradusError } from "../../errors.js";
import type { SplitOptions } from "../../table/split.js";
import type { TableSource } from "../../table/source.js";
import type { TypeOptions } from "../../table/types.js";
import type { RowStore } from "../../train/feed.js";
import type { TrainOptions } from "../options.js";
import type { Progress, Ready } from "../train.js";

/** How far the reading of a source, or an epoch, has come. */
export interface StreamProgress {
  /** `sample`: the first pass over the file; `encode`: the second; `train`: an epoch. */
  stage: "sample" | "encode" | "train";
  /** Bytes, or rows of the epoch. */
  done: number;
  of: number;
}

/** Options of `trainStream`: those of `train`, but what needs all rows at once. */
export interface StreamTrainOptions extends Omit<TrainOptions, "split" | "onStart"> {
  /** As `train` divides, but row by row, by a hash of seed and row (of seed and group); not by time. @default 70/15/15 */
  split?: SplitOptions;
  /** How cells are read; the labels are known from `label`. */
  types?: Omit<TypeOptions, "label">;
  /** Makes the place for the encoded rows, given the bytes they take. */
  store: (bytes: number) => Promise<RowStore>;
  /** Bytes of memory that the process may take, about. @default 1e9 */
  memory?: number;
  /** Rows in the sample that types, scales and metrics come from. @default as many as the memory allows, at most 200,000 */
  sampleRows?: number;
  /** Training rows that are held and shuffled at once. @default as many as the memory allows */
  bufferRows?: number;
  onStart?: (ready: Ready) => void;
  onProgress?: (progress: Progress) => void;
  onStream?: (progress: StreamProgress) => void;
}

/** How the memory is shared out. */
export interface MemoryPlan {
  /** Bytes for the cells of the sample, as texts. */
  cells: number;
  /** Most rows of the sample. */
  sampleRows: number;
  /** Numbers of the encoded sample that metrics and the validation are taken on. */
  encoded: number;
  /** Numbers of the buffer. */
  buffer: number;
}

const MEMORY = 1e9;
/** What Node, the programs and the waiting garbage take before any row is held; measured by bench/streaming.mjs. */
const BASE = 160e6;
const SAMPLE_ROWS = 200_000;
/** Bytes of cells beyond which the heap, not the memory, is the limit: drawing them and finding types takes three times as much. */
const MOST_CELLS = 3e8;
/** Bytes for one number of the encoded sample: itself, and three more while baselines are fitted. */
const SAMPLE_NUMBER = 32;
/** Bytes for one number of the buffer: the trainer's own, as float64, and once more while it is made. */
const BUFFER_NUMBER = 16;

/** Shares out the memory. @throws GradusError E215 if there is too little of it */
export function planMemory(source: TableSource, options: StreamTrainOptions): MemoryPlan {
  const { memory = MEMORY, sampleRows = SAMPLE_ROWS } = options;
  const left = memory - BASE - source.working;
  const needed = BASE + source.working + 10e6;
  if (memory < needed)
    throw new GradusError("E215", { memory, needed, file: source.source }, { file: source.source });
  return {
    cells: Math.min(0.25 * left, MOST_CELLS),
    sampleRows,
    encoded: (0.35 * left) / SAMPLE_NUMBER,
    buffer: (0.5 * left) / BUFFER_NUMBER,
  };
}
