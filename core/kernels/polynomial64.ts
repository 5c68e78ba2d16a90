import { multiplyAdd64 } from "./multiply-add";

/** Number k of the doubles at an address, in both lanes. */
// @ts-ignore: decorator
@inline
export function doubles(at: usize, k: usize = 0): v128 {
  return v128.load64_splat(at + (k << 3));
}

/** Horner's rule for four more coefficients, the doubles at an address: (((p x + a) x + b) x + c) x + d. */
// @ts-ignore: decorator
@inline
function four(p: v128, x: v128, at: usize): v128 {
  const q = multiplyAdd64(multiplyAdd64(p, x, doubles(at)), x, doubles(at, 1));
  return multiplyAdd64(multiplyAdd64(q, x, doubles(at, 2)), x, doubles(at, 3));
}

/** The polynomial of degree 5 whose coefficients stand at an address, highest power first. */
// @ts-ignore: decorator
@inline
export function polynomial5(x: v128, at: usize): v128 {
  return four(multiplyAdd64(doubles(at), x, doubles(at, 1)), x, at + 16);
}

/** As `polynomial5`, degree 6. */
// @ts-ignore: decorator
@inline
export function polynomial6(x: v128, at: usize): v128 {
  return multiplyAdd64(polynomial5(x, at), x, doubles(at, 6));
}

/** As `polynomial5`, degree 10. */
// @ts-ignore: decorator
@inline
export function polynomial10(x: v128, at: usize): v128 {
  return four(polynomial6(x, at), x, at + 56);
}

/** As `polynomial5`, degree 18. */
// @ts-ignore: decorator
@inline
export function polynomial18(x: v128, at: usize): v128 {
  return four(four(polynomial10(x, at), x, at + 88), x, at + 120);
}
