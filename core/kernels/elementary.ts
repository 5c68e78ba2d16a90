// stand-in until the real ones arrive
function s(x: f32): v128 {
  return f32x4.splat(x);
}
export function exp(x: v128): v128 {
  x = f32x4.pmin(f32x4.pmax(x, s(-87.3)), s(88.7));
  const n = f32x4.sub(f32x4.add(f32x4.mul(x, s(1.4426950408889634)), s(12582912)), s(12582912));
  const r = f32x4.sub(f32x4.sub(x, f32x4.mul(n, s(0.693359375))), f32x4.mul(n, s(-2.1219444e-4)));
  let p = s(1.98756915e-4);
  p = f32x4.add(f32x4.mul(p, r), s(1.3981999507e-3));
  p = f32x4.add(f32x4.mul(p, r), s(8.3334519073e-3));
  p = f32x4.add(f32x4.mul(p, r), s(4.1665795894e-2));
  p = f32x4.add(f32x4.mul(p, r), s(1.6666665459e-1));
  p = f32x4.add(f32x4.mul(p, r), s(5.0000001201e-1));
  p = f32x4.add(f32x4.add(f32x4.mul(f32x4.mul(p, r), r), r), s(1));
  const e = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
  return f32x4.mul(p, e);
}
export function expm1(x: v128): v128 {
  return f32x4.sub(exp(x), s(1));
}
export function log(x: v128): v128 {
  return lanes(x, 0);
}
export function log1p(x: v128): v128 {
  return lanes(x, 1);
}
export function erf(x: v128): v128 {
  return tanh(x);
}
export function sin(x: v128): v128 {
  return lanes(x, 2);
}
export function cos(x: v128): v128 {
  return lanes(x, 3);
}
function one(x: f32, k: i32): f32 {
  if (k == 0) return <f32>NativeMath.log(x);
  if (k == 1) return <f32>NativeMath.log1p(x);
  if (k == 2) return <f32>NativeMath.sin(x);
  return <f32>NativeMath.cos(x);
}
function lanes(x: v128, k: i32): v128 {
  return f32x4(
    one(f32x4.extract_lane(x, 0), k),
    one(f32x4.extract_lane(x, 1), k),
    one(f32x4.extract_lane(x, 2), k),
    one(f32x4.extract_lane(x, 3), k),
  );
}
export function sigmoid(x: v128): v128 {
  return f32x4.div(s(1), f32x4.add(s(1), exp(f32x4.neg(x))));
}
export function softplus(x: v128): v128 {
  return f32x4.add(f32x4.pmax(x, s(0)), log1p(exp(f32x4.neg(f32x4.abs(x)))));
}
export function tanh(x: v128): v128 {
  const e = expm1(f32x4.add(x, x));
  return f32x4.div(e, f32x4.add(e, s(2)));
}
