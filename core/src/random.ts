import { log } from "./elementary.js";

/**
 * The only source of chance in Gradus: a seeded generator whose state can be saved, so that a resumed run draws what an
 * uninterrupted one would have drawn. sfc32 (Chris Doty-Humphrey, PractRand), seeded through splitmix32.
 */
export interface Random {
  /** Uniform in [0, 1), 53 bits. */
  uniform(): number;
  /** Standard normal (polar method, Marsaglia & Bray 1964). */
  normal(): number;
  /** Integer from 0 to n − 1, without modulo bias. */
  integer(n: number): number;
  /** Shuffles in place (Fisher–Yates) and returns its argument. */
  shuffle<T extends { length: number; [i: number]: number }>(items: T): T;
  /** Everything the generator knows; `restoreRandom` makes an equal one of it. */
  state(): number[];
}

/**
 * A generator for a seed.
 *
 * @param seed   integer 0 … 2^53 − 1
 * @param stream number of an independent stream of the same seed, so that nets, splits and batches do not share draws
 * @throws RangeError if the seed is not a safe integer ≥ 0
 */
export function createRandom(seed: number, stream = 0): Random {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new RangeError(`Cannot seed the generator: expected an integer from 0 to 2^53 - 1, got ${seed}`);
  }
  const mix = splitmix32((seed >>> 0) ^ Math.imul(stream + 1, 0x9e3779b9));
  const high = Math.floor(seed / 4294967296);
  const random = restoreRandom([mix(), mix() ^ high, mix() ^ stream, 1]);
  for (let i = 0; i < 12; i++) random.uniform();
  return random;
}

/** The generator that `state()` was taken from. */
export function restoreRandom(state: readonly number[]): Random {
  let [a, b, c, d] = state.map((x) => x | 0) as [number, number, number, number];
  function next(): number {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t;
    c |= 0;
    return t >>> 0;
  }
  function uniform(): number {
    return ((next() >>> 5) * 67108864 + (next() >>> 6)) / 9007199254740992;
  }
  function integer(n: number): number {
    let x = next();
    // Above the largest multiple of n the remainders would not be equally likely; that is near the end of the range only.
    if (x >= 4294967296 - n) {
      const limit = 4294967296 - (4294967296 % n);
      while (x >= limit) x = next();
    }
    return x % n;
  }
  return {
    uniform,
    integer,
    normal() {
      for (;;) {
        const u = 2 * uniform() - 1;
        const v = 2 * uniform() - 1;
        const s = u * u + v * v;
        if (s > 0 && s < 1) return u * Math.sqrt((-2 * log(s)) / s);
      }
    },
    shuffle(items) {
      // As `integer`, with the state in local variables: large tables are shuffled before every epoch.
      let [p, q, r, s] = [a, b, c, d];
      for (let i = items.length - 1; i > 0; i--) {
        const n = i + 1;
        let x = 0;
        do {
          const t = (((p + q) | 0) + s) | 0;
          s = (s + 1) | 0;
          p = q ^ (q >>> 9);
          q = (r + (r << 3)) | 0;
          r = (((r << 21) | (r >>> 11)) + t) | 0;
          x = t >>> 0;
        } while (x >= 4294967296 - n && x >= 4294967296 - (4294967296 % n));
        const j = ((x >>> 0) % (n >>> 0)) >>> 0; // said to be whole numbers, which the division is three times as fast for
        const item = items[i];
        items[i] = items[j]!;
        items[j] = item;
      }
      [a, b, c, d] = [p, q, r, s];
      return items;
    },
    state: () => [a, b, c, d],
  };
}

/**
 * 32 random bits for one neuron of one sample: they depend on the four numbers alone and not on the order in which they are
 * asked for, so that dropout masks are the same whoever makes them. Weyl increments and a 32-bit finalizer, as splitmix32 has.
 *
 * @param key    of the update, 0 … 2^32 − 1
 * @param layer  number of the layer
 * @param neuron from 0
 * @param sample place in the batch, from 0
 */
export function maskBits(key: number, layer: number, neuron: number, sample: number): number {
  const start = key ^ Math.imul(layer, 0x9e3779b9);
  return finish((start + Math.imul(neuron, 0x85ebca77) + Math.imul(sample, 0xc2b2ae3d)) | 0) >>> 0;
}

function splitmix32(seed: number): () => number {
  let s = seed | 0;
  return () => {
    s = (s + 0x9e3779b9) | 0;
    return finish(s);
  };
}

/** Every bit of the result depends on every bit of s. */
function finish(s: number): number {
  let t = s ^ (s >>> 16);
  t = Math.imul(t, 0x21f0aaad);
  t ^= t >>> 15;
  t = Math.imul(t, 0x735a2d97);
  return (t ^ (t >>> 15)) | 0;
}
