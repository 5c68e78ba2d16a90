import { GradusError, referenceEngine, type Engine } from "gradus";

/** Engines by name; `auto` leaves the choice to Gradus. */
export const ENGINES = ["auto", "wasm", "wasm-relaxed", "onnxruntime", "reference"] as const;

/** Name of an engine. */
export type EngineName = (typeof ENGINES)[number];

/** How an engine is to work. */
export interface EngineOptions {
  /** Threads it may use. @default 1 */
  threads?: number;
}

/**
 * The engine of a name: the one place where a name becomes an engine.
 *
 * @throws GradusError E014 (kind "usage") if it is not to be had here
 */
export async function engineNamed(name: EngineName, _options: EngineOptions = {}): Promise<Engine> {
  switch (name) {
    case "auto":
    case "reference":
      return referenceEngine;
    case "wasm":
    case "wasm-relaxed":
    case "onnxruntime":
      throw new GradusError("E014", { engine: name, reason: "not part of this version" });
    default:
      return name satisfies never;
  }
}
