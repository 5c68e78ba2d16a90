import type { Engine } from "./engine.js";
import { createReferenceEngine } from "./reference-engine.js";
import { wasmEngine } from "./wasm.js";
import { createWholeTableEngine } from "./whole-table-engine.js";
import * as wholeTable from "./whole-table-trainers.js";

/**
 * The engines that are always there, on one thread: in every program and in every worker. Nothing of them is loaded later: some
 * bundlers make a worker one file.
 */
const builtIn: ReadonlyMap<string, Engine> = /* @__PURE__ */ new Map<string, Engine>([
  ["wasm", wasmEngine],
  ["wasm64", /* @__PURE__ */ createWholeTableEngine(() => wholeTable)],
  ["reference", /* @__PURE__ */ createReferenceEngine(() => wholeTable)],
]);
const registered = /* @__PURE__ */ new Map<string, Engine>();

/** Names that `engineNamed` knows, built-in ones first, then those registered. */
export function engineNames(): string[] {
  return [...builtIn.keys(), ...registered.keys()];
}

/** The engine of a name. @throws RangeError for an unknown name */
export function engineNamed(name: string): Engine {
  const found = builtIn.get(name) ?? registered.get(name);
  if (found !== undefined) return found;
  const known = engineNames().map((one) => `"${one}"`);
  throw new RangeError(
    `Cannot use engine "${name}": expected one of ${known.join(", ")}; register others with registerEngine`,
  );
}

/** Whether an engine of this name is there without being registered. */
export function isBuiltInEngine(name: string): boolean {
  return builtIn.has(name);
}

/**
 * Adds an engine under its own name, in place of one that was added before.
 *
 * @throws RangeError for the name of a built-in engine
 */
export function registerEngine(engine: Engine): void {
  if (builtIn.has(engine.name)) {
    throw new RangeError(
      `Cannot register engine "${engine.name}": expected a free name, got a built-in engine's`,
    );
  }
  registered.set(engine.name, engine);
}
