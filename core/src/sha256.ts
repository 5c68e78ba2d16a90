/**
 * SHA-256 (FIPS 180-4, section 6.2): recognises damage and tells data apart; nothing secret depends on it.
 */

/** Fraction bits of a root as a 32-bit number: the constants of the standard are made of these. */
function fraction(root: number): number {
  return ((root - Math.floor(root)) * 2 ** 32) | 0;
}

const PRIMES = Array.from({ length: 312 }, (_, n) => n).filter((n) => {
  if (n < 2) return false;
  for (let d = 2; d * d <= n; d++) if (n % d === 0) return false;
  return true;
}); // the first 64

const START = Int32Array.from(PRIMES.slice(0, 8), (p) => fraction(Math.sqrt(p)));
const K = Int32Array.from(PRIMES, (p) => fraction(Math.cbrt(p)));

/**
 * SHA-256 of some bytes, given in any number of pieces.
 *
 * @returns 64 hexadecimal digits
 * @example
 * sha256(new Uint8Array(0)).slice(0, 8) // "e3b0c442"
 */
export function sha256(...pieces: Uint8Array[]): string {
  const hash = START.slice();
  const block = new Uint8Array(64);
  let length = 0;
  for (const piece of pieces) {
    let at = 0;
    while (at < piece.length) {
      const used = length % 64;
      if (used === 0 && at + 64 <= piece.length) {
        mixIn(hash, piece, at);
        at += 64;
        length += 64;
        continue;
      }
      const part = piece.subarray(at, at + 64 - used);
      block.set(part, used);
      at += part.length;
      length += part.length;
      if (length % 64 === 0) mixIn(hash, block, 0);
    }
  }
  finish(hash, block, length);
  return Array.from(hash, (word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}

/** A 1 bit, zeros, and the number of bits in the last eight bytes. */
function finish(hash: Int32Array, block: Uint8Array, length: number): void {
  const used = length % 64;
  block.fill(0, used);
  block[used] = 0x80;
  if (used >= 56) {
    mixIn(hash, block, 0);
    block.fill(0);
  }
  const view = new DataView(block.buffer);
  view.setUint32(56, Math.floor(length / 2 ** 29));
  view.setUint32(60, length * 8);
  mixIn(hash, block, 0);
}

const W = new Int32Array(64);

/** The 64 bytes from `start`. Writes into hash; letters as in the standard. */
function mixIn(hash: Int32Array, bytes: Uint8Array, start: number): void {
  for (let t = 0; t < 16; t++) {
    const i = start + 4 * t;
    W[t] = (bytes[i] << 24) | (bytes[i + 1] << 16) | (bytes[i + 2] << 8) | bytes[i + 3];
  }
  for (let t = 16; t < 64; t++) {
    const x = W[t - 15];
    const y = W[t - 2];
    const s0 = rotate(x, 7) ^ rotate(x, 18) ^ (x >>> 3);
    const s1 = rotate(y, 17) ^ rotate(y, 19) ^ (y >>> 10);
    W[t] = s1 + W[t - 7] + s0 + W[t - 16];
  }
  let a = hash[0];
  let b = hash[1];
  let c = hash[2];
  let d = hash[3];
  let e = hash[4];
  let f = hash[5];
  let g = hash[6];
  let h = hash[7];
  for (let t = 0; t < 64; t++) {
    const S1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const t1 = (h + S1 + ((e & f) ^ (~e & g)) + K[t] + W[t]) | 0;
    const S0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    const majority = (a & b) ^ (a & c) ^ (b & c);
    c = b;
    b = a;
    a = (t1 + S0 + majority) | 0;
  }
  hash[0] += a;
  hash[1] += b;
  hash[2] += c;
  hash[3] += d;
  hash[4] += e;
  hash[5] += f;
  hash[6] += g;
  hash[7] += h;
}

function rotate(x: number, n: number): number {
  return (x >>> n) | (x << (32 - n));
}
