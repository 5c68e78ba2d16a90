import { createRequire } from "node:module";
import { setFlagsFromString } from "node:v8";
import {
  createRelaxedWasmEngine,
  createWasmEngine,
  defaultEngines,
  GradusError,
  referenceEngine,
  wholeTableEngine,
  type Engine,
} from "gradus";

/** Engines by name; `auto` leaves the choice to Gradus, ONNX Runtime included where it is installed. */
export const ENGINES = ["auto", "wasm", "wasm64", "wasm-relaxed", "onnxruntime", "reference"] as const;

/** Name of an engine. */
export type EngineName = (typeof ENGINES)[number];

/** How an engine is to work. */
export interface EngineOptions {
  /** Threads it may use. @default 1; with `auto` as many as pay */
  threads?: number | undefined;
}

/**
 * The engines of a name, to choose from by their cost: the one place where a name becomes engines. All but `auto` name one.
 *
 * @throws GradusError E014 (kind "usage") for more threads than the engine has; E220 if ONNX Runtime is asked for and not installed
 */
export async function enginesNamed(name: EngineName, { threads }: EngineOptions = {}): Promise<Engine[]> {
  switch (name) {
    case "auto":
      return [...ownEngines(threads), ...(isOnnxRuntimeInstalled() ? [await onnxRuntime(threads)] : [])];
    case "reference":
      if (threads !== undefined && threads > 1)
        throw new GradusError("E014", { engine: name, reason: `it works in one thread, not in ${threads}` });
      return [referenceEngine];
    case "wasm64":
      // Its work is in one thread; more of them train more nets at once.
      return [wholeTableEngine];
    case "wasm":
      return [createWasmEngine({ threads: threads ?? 1 })];
    case "wasm-relaxed":
      // Node.js 20 has it behind a flag of its own process.
      if (process.versions.node.startsWith("20.")) setFlagsFromString("--experimental-wasm-relaxed-simd");
      return [createRelaxedWasmEngine({ threads: threads ?? 1 })];
    case "onnxruntime":
      return [await onnxRuntime(threads, true)];
    default:
      return name satisfies never;
  }
}

/** The engines that give the same bits everywhere, to choose from. */
export function ownEngines(threads: number | undefined): Engine[] {
  if (threads === undefined) return defaultEngines();
  return [createWasmEngine({ threads }), wholeTableEngine, ...(threads === 1 ? [referenceEngine] : [])];
}

/** Looks for the package without loading it: that takes a tenth of a second, which a small network does not pay back. */
function isOnnxRuntimeInstalled(): boolean {
  try {
    createRequire(import.meta.resolve("@gradus/onnx")).resolve("onnxruntime-node");
    return true;
  } catch {
    return false;
  }
}

const SLICE = 250; // milliseconds of a call: long ones are faster, and a command line needs no more turns than that

/** @param isNeeded whether the runtime is loaded at once, so that its lack is told at once */
async function onnxRuntime(threads: number | undefined, isNeeded = false): Promise<Engine> {
  const { loadRuntime, onnxEngine } = await import("@gradus/onnx");
  const options = { slice: SLICE, ...(threads === undefined ? {} : { threads }) };
  return onnxEngine(isNeeded ? await loadRuntime() : loadRuntime, options);
}
