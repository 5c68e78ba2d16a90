import { exp } from "./elementary";

/** Applies e^x to n floats (a multiple of 4) in place. */
export function expAll(at: usize, n: i32): void {
  for (let i = 0; i < n; i += 4) v128.store(at + (i << 2), exp(v128.load(at + (i << 2))));
}
export * from "./second-order";
