const STEPS = [1, 2, 5, 10];

/** Round numbers within a span, evenly apart: 1, 2 or 5 times a power of ten; at most as many as asked for, and one more. */
export function roundTicks([low, high]: readonly [number, number], most = 5): number[] {
  const raw = (high - low) / most;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = power * STEPS.find((one) => one * power >= raw * (1 - 1e-9))!;
  const [first, last] = [Math.ceil(low / step - 1e-9), Math.floor(high / step + 1e-9)];
  // Of 3 · 0.1 only twelve digits count.
  return Array.from({ length: last - first + 1 }, (_, k) => Number(((first + k) * step).toPrecision(12)));
}
