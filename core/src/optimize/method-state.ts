import type { OptimizerState } from "./optimizer.js";

/**
 * Checks that a state is one of this method.
 *
 * @param count      number of parameters
 * @param parameters those to go on from
 * @param wanted     names of the vectors and numbers that it must hold
 * @throws RangeError if it is that of another method or another length, or holds less
 */
export function checkMethodState(
  name: string,
  count: number,
  parameters: Float64Array,
  state: OptimizerState,
  wanted: { arrays: readonly string[]; scalars: readonly string[] },
): void {
  if (state.name !== name) throw misfit(`a state of "${name}"`, `one of "${state.name}"`);
  if (parameters.length !== count) throw misfit(`${count} parameters`, `${parameters.length}`);
  for (const key of wanted.arrays) {
    const length = state.arrays.get(key)?.length ?? 0;
    if (length !== count) throw misfit(`${count} numbers in "${key}"`, `${length}`);
  }
  for (const key of wanted.scalars) {
    if (!state.scalars.has(key)) throw misfit(`a number "${key}"`, "none");
  }
}

function misfit(wanted: string, got: string): RangeError {
  return new RangeError(`Cannot restore the optimizer: expected ${wanted}, got ${got}`);
}
