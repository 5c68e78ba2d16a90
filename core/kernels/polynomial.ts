import { multiplyAdd } from "./multiply-add";

/** Number k of the floats at an address, in all four lanes. */
// @ts-ignore: decorator
@inline
export function floats(at: usize, k: usize = 0): v128 {
  return v128.load32_splat(at + (k << 2));
}

/** One step of Horner's rule: p · x + the float at an address. */
// @ts-ignore: decorator
@inline
export function step(p: v128, x: v128, at: usize): v128 {
  return multiplyAdd(p, x, v128.load32_splat(at));
}

/** The polynomial of degree 2 whose coefficients stand at an address, highest power first. */
// @ts-ignore: decorator
@inline
export function polynomial2(x: v128, at: usize): v128 {
  return step(step(floats(at), x, at + 4), x, at + 8);
}

/** As `polynomial2`, degree 4. */
// @ts-ignore: decorator
@inline
export function polynomial4(x: v128, at: usize): v128 {
  return step(step(polynomial2(x, at), x, at + 12), x, at + 16);
}

/** As `polynomial2`, degree 5. */
// @ts-ignore: decorator
@inline
export function polynomial5(x: v128, at: usize): v128 {
  return step(polynomial4(x, at), x, at + 20);
}

/** As `polynomial2`, degree 6. */
// @ts-ignore: decorator
@inline
export function polynomial6(x: v128, at: usize): v128 {
  return step(polynomial5(x, at), x, at + 24);
}

/** As `polynomial2`, degree 8. */
// @ts-ignore: decorator
@inline
export function polynomial8(x: v128, at: usize): v128 {
  return step(step(polynomial6(x, at), x, at + 28), x, at + 32);
}
