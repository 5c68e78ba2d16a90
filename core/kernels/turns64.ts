/** 2 / π, 32 bits a word, after two words of zeros. */
const TWO_OVER_PI = memory.data<u32>(
  [
    0, 0, 0xa2f9836e, 0x4e441529, 0xfc2757d1, 0xf534ddc0, 0xdb629599, 0x3c439041, 0xfe5163ab, 0xdebbc561,
    0xb7246e3a, 0x424dd2e0, 0x06492eea, 0x09d1921c, 0xfe1deb1c, 0xb129a73e, 0xe88235f5, 0x2ebb4484,
    0xe99c7026, 0xb45f7e41, 0x3991d639, 0x835339f4, 0x9c845f8b, 0xbdf9283b, 0x1ff897ff, 0xde05980f,
    0xef2f118b, 0x5a0a6d1f, 0x6d367ecf, 0x27cb09b7, 0x4f463f66, 0x9e5fea2d, 0x7527bac7, 0xebe5f17b,
    0x3d0739f7, 0x8a5292ea, 0x6bfb5fb1, 0x1f8d5d08, 0x56033046, 0xfc7b6bab,
  ],
  4,
);
const HALF_PI: f64 = 1.5707963267948966;
const HALF_PI_HIGH: f64 = 1.5707963109016418; // 26 bits of it
const HALF_PI_LOW: f64 = 1.5893254773528196e-8; // the rest
const SCALE: f64 = 5.421010862427522e-20; // 2^-64

/**
 * x · 2/π without whole turns, in units of 2^-126: the mantissa times the bits of 2/π that still count. Payne & Hanek 1983.
 *
 * @param x from 2^20 on
 * @returns 128 bits, the high half in lane 0
 */
export function turns64(x: f64): v128 {
  const bits = reinterpret<u64>(x);
  const mantissa = (bits & 0xfffffffffffff) | 0x10000000000000;
  // The first bit of the table that is worth less than 4 quarters.
  const from = max(<i32>((bits >> 52) & 2047) - 1075, -32) + 62;
  const at = TWO_OVER_PI + (<usize>(from >> 5) << 2);
  const second = window(at + 8, from);
  let low = mantissa * second;
  let high = mantissa * window(at, from) + highProduct(mantissa, second);
  const carried = highProduct(mantissa, window(at + 16, from));
  low += carried;
  high += <u64>(low < carried);
  if (x < 0) {
    low = -low;
    high = ~high + <u64>(low === 0);
  }
  return i64x2.replace_lane(i64x2.splat(<i64>high), 1, <i64>low);
}

/**
 * The angle that goes beyond whole quarters, −π/4 to π/4.
 *
 * @param turns as `turns64` gives them
 * @returns the angle in lane 0, what it loses by rounding in lane 1
 */
export function angle64(turns: v128): v128 {
  const mid = <u64>i64x2.extract_lane(turns, 1);
  const top = (i64x2.extract_lane(turns, 0) << 2) | <i64>(mid >> 62);
  const high = <f64>((top >> 11) << 11);
  const rest = <f64>(top & 2047) + <f64>(mid << 2) * SCALE;
  const sum = high + rest;
  const lost = rest - (sum - high);
  // Times π/2, with the error of the product.
  const first = reinterpret<f64>(reinterpret<u64>(sum) & 0xfffffffff8000000); // 26 bits
  const a = first * HALF_PI_HIGH;
  const b = first * HALF_PI_LOW + ((sum - first) * HALF_PI + lost * HALF_PI);
  const angle = a + b;
  const low = b - (angle - a);
  return f64x2.mul(f64x2.replace_lane(f64x2.splat(angle), 1, low), f64x2.splat(SCALE));
}

/** 64 bits of the table that begin at bit `from` mod 32 of an address. */
// @ts-ignore: decorator
@inline
function window(at: usize, from: i32): u64 {
  const shift = <u64>(from & 31);
  const words = (<u64>load<u32>(at) << 32) | <u64>load<u32>(at, 4);
  return (words << shift) | (<u64>load<u32>(at, 8) >> (32 - shift));
}

/** The high 64 bits of a · b, a below 2^53. */
function highProduct(a: u64, b: u64): u64 {
  const aLow = a & 0xffffffff;
  const aHigh = a >> 32;
  const bLow = b & 0xffffffff;
  const bHigh = b >> 32;
  const u = aHigh * bLow + ((aLow * bLow) >> 32);
  const v = aLow * bHigh + (u & 0xffffffff);
  return aHigh * bHigh + (u >> 32) + (v >> 32);
}
