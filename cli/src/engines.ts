import {
  createRelaxedWasmEngine,
  createWasmEngine,
  defaultEngines,
  GradusError,
  referenceEngine,
  type Engine,
} from "gradus";

/** Engines by name; `auto` leaves the choice to Gradus. */
export const ENGINES = ["auto", "wasm", "wasm-relaxed", "onnxruntime", "reference"] as const;

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
 * @throws GradusError E014 (kind "usage") if it is not to be had here
 */
export async function enginesNamed(name: EngineName, { threads }: EngineOptions = {}): Promise<Engine[]> {
  switch (name) {
    case "auto":
      if (threads === undefined) return defaultEngines();
      return [createWasmEngine({ threads }), ...(threads === 1 ? [referenceEngine] : [])];
    case "reference":
      return [referenceEngine];
    case "wasm":
      return [createWasmEngine({ threads: threads ?? 1 })];
    case "wasm-relaxed":
      return [createRelaxedWasmEngine({ threads: threads ?? 1 })];
    case "onnxruntime":
      throw new GradusError("E014", { engine: name, reason: "not part of this version" });
    default:
      return name satisfies never;
  }
}
