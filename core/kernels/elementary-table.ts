import { cos, erf, exp, expm1, log, log1p, sigmoid, sin, softplus, tanh } from "./elementary";
import {
  cos64,
  erf64,
  exp64,
  expm164,
  log1p64,
  log64,
  sigmoid64,
  sin64,
  softplus64,
  tanh64,
} from "./elementary64";
import { sigmoids, tanhs } from "./squash";

/**
 * Applies an elementary function to floats in place, for the tests.
 *
 * @param id number of the function: exp, expm1, log, log1p, tanh, sigmoid, softplus, erf, sin, cos; then tanhs, sigmoids
 * @param n  a multiple of 4
 */
export function elementary(id: i32, at: usize, n: i32): void {
  if (id == 10) return tanhs(at, at, at, n >> 2, 16);
  if (id == 11) return sigmoids(at, at, at, n >> 2, 16);
  const end = at + ((<usize>n) << 2);
  for (; at < end; at += 16) v128.store(at, apply(id, v128.load(at)));
}

/** As `elementary` for doubles. */
export function elementary64(id: i32, at: usize, n: i32): void {
  const end = at + (<usize>n << 3);
  for (; at < end; at += 16) v128.store(at, apply64(id, v128.load(at)));
}

function apply(id: i32, x: v128): v128 {
  switch (id) {
    case 0:
      return exp(x);
    case 1:
      return expm1(x);
    case 2:
      return log(x);
    case 3:
      return log1p(x);
    case 4:
      return tanh(x);
    case 5:
      return sigmoid(x);
    case 6:
      return softplus(x);
    case 7:
      return erf(x);
    case 8:
      return sin(x);
    default:
      return cos(x);
  }
}

function apply64(id: i32, x: v128): v128 {
  switch (id) {
    case 0:
      return exp64(x);
    case 1:
      return expm164(x);
    case 2:
      return log64(x);
    case 3:
      return log1p64(x);
    case 4:
      return tanh64(x);
    case 5:
      return sigmoid64(x);
    case 6:
      return softplus64(x);
    case 7:
      return erf64(x);
    case 8:
      return sin64(x);
    default:
      return cos64(x);
  }
}
