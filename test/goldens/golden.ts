/** Golden cases as they lie on disk; the fields are explained in test/fixtures/goldens/SCHEMA.md. */
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { TorchParameters } from "../torch.js";

/** The only schema that is understood. */
const SCHEMA = "gradus-golden/1";

/** Weights and biases, `W[k]` and `b[k]` of layer k + 1. */
interface Weights {
  W: number[][][];
  b: number[][];
}

/** One case: a network, 25 steps of training, and what torch computed. Arrays of a layer are batch × neuron. */
export interface Golden {
  schema: string;
  id: string;
  sizes: number[];
  activations: string[];
  activation_params?: Record<string, Record<string, number>>;
  loss: {
    name: string;
    params: Record<string, number | number[]>;
    target: "real" | "binary" | "onehot" | "class";
  };
  optimizer: { name: string; params: TorchParameters };
  lr_schedule: { kind: string; params: TorchParameters } | null;
  gradient_clip: TorchParameters | null;
  batches: number[][];
  x: number[][];
  y: (number[] | number)[];
  steps: number;
  init: Weights;
  step1: {
    loss: number;
    z: number[][][];
    h: number[][][];
    delta: number[][][];
    dW: number[][][];
    db: number[][];
    grad_norm_before_clip?: number;
    W_after: number[][][];
    b_after: number[][];
  };
  losses: number[];
  lr_at_step: number[] | null;
  final: Weights & { full_data_loss: number };
  compare: "trajectory" | "step1" | "loss_only";
  tolerance: { step1_rel: number; final_rel: number };
}

/** A case, or why its file could not be read. */
export type GoldenFile = { id: string; golden: Golden } | { id: string; reason: string };

/**
 * All cases of a folder: its JSON files and those that its `index.json`, if there is one, names.
 *
 * @throws Error if the folder cannot be read or holds no case
 */
export function readGoldens(folder: string): GoldenFile[] {
  const files = new Set(readdirSync(folder).filter((file) => file.endsWith(".json")));
  if (files.delete("index.json")) {
    const index = readJson(join(folder, "index.json")) as { cases?: { file: string }[] };
    for (const { file } of index.cases ?? []) files.add(file);
  }
  if (files.size === 0) throw new Error(`Cannot replay ${folder}: expected *.json cases, got none`);
  return [...files].toSorted().map((file) => readGolden(folder, file));
}

function readGolden(folder: string, file: string): GoldenFile {
  const id = basename(file, ".json");
  try {
    const golden = readJson(join(folder, file)) as Golden;
    if (golden.schema === SCHEMA) return { id, golden };
    return { id, reason: `expected schema "${SCHEMA}", got "${golden.schema}"` };
  } catch (error) {
    return { id, reason: (error as Error).message };
  }
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, "utf8"));
}
