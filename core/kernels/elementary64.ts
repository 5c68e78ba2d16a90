// STAND-IN until the real file comes
@inline function both(x: v128, f: (x: f64) => f64): v128 { return f64x2.replace_lane(f64x2.splat(f(f64x2.extract_lane(x, 0))), 1, f(f64x2.extract_lane(x, 1))); }
export function exp64(x: v128): v128 { return both(x, (t: f64): f64 => NativeMath.exp(t)); }
export function expm164(x: v128): v128 { return both(x, (t: f64): f64 => NativeMath.expm1(t)); }
export function log64(x: v128): v128 { return both(x, (t: f64): f64 => NativeMath.log(t)); }
export function log1p64(x: v128): v128 { return both(x, (t: f64): f64 => NativeMath.log1p(t)); }
export function tanh64(x: v128): v128 { return both(x, (t: f64): f64 => NativeMath.tanh(t)); }
export function sin64(x: v128): v128 { return both(x, (t: f64): f64 => NativeMath.sin(t)); }
export function cos64(x: v128): v128 { return both(x, (t: f64): f64 => NativeMath.cos(t)); }
export function sigmoid64(x: v128): v128 { return both(x, (t: f64): f64 => { if (t >= 0) return 1 / (1 + NativeMath.exp(-t)); const e = NativeMath.exp(t); return e / (1 + e); }); }
export function softplus64(x: v128): v128 { return both(x, (t: f64): f64 => max(t, 0) + NativeMath.log1p(NativeMath.exp(-abs(t)))); }
export function erf64(x: v128): v128 { return both(x, erf1); }
function erf1(x: f64): f64 {
  const a = abs(x);
  if (isNaN(x)) return x;
  if (a > 6) return copysign<f64>(1, x);
  if (a < 2.5) {
    let term = a; let sum = a;
    for (let n = 1; term > sum * 1e-17; n++) { term *= (2 * a * a) / <f64>(2 * n + 1); sum += term; }
    return copysign<f64>(sum * NativeMath.exp(-a * a) * 1.1283791670955126, x);
  }
  let fraction = a;
  for (let n = 60; n >= 1; n--) fraction = a + <f64>n / 2 / fraction;
  return copysign<f64>(1 - NativeMath.exp(-a * a) / (fraction * 1.772453850905516), x);
}
