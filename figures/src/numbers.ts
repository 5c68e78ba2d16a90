/** A number to three digits, whole digits kept, with a true minus sign. @example formatNumber(-0.12345) // "−0.123" */
export function formatNumber(x: number, digits = 3): string {
  const size = Math.abs(x);
  if (!Number.isFinite(x)) return "–";
  if (size >= 1000 && size < 1e6) return signed(String(Math.round(x)));
  return powered(Number(x.toPrecision(digits)));
}

/** A share in per cent: `12.5 %`. */
export function formatShare(share: number): string {
  return `${formatNumber(100 * share)} %`;
}

/** At most `most` of n places, evenly spread, the first and the last among them. */
export function spreadOver(n: number, most: number): number[] {
  if (n <= most) return Array.from({ length: n }, (_, i) => i);
  return Array.from({ length: most }, (_, i) => Math.round((i * (n - 1)) / (most - 1)));
}

/** The smallest and the largest finite number of several lists; 0 and 1 if there is none. */
export function extentOf(...lists: readonly ArrayLike<number>[]): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const list of lists) {
    for (let i = 0; i < list.length; i++) {
      if (!Number.isFinite(list[i])) continue;
      if (list[i] < low) low = list[i];
      if (list[i] > high) high = list[i];
    }
  }
  return low <= high ? [low, high] : [0, 1];
}

/** The same range with a share of its width added at both ends; one value gets a width. */
export function widened([low, high]: readonly [number, number], share: number): [number, number] {
  const width = high - low || Math.abs(high) || 1;
  return [low - share * width, high + share * width];
}

/** About `count` round numbers within a range, at steps of 1, 2, 2.5 or 5 times a power of ten. */
export function roundTicks([low, high]: readonly [number, number], count = 5): number[] {
  const raw = (high - low) / count;
  if (!(raw > 0) || !Number.isFinite(raw)) return [low];
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((digit) => digit * power).find((one) => one >= 0.8 * raw)!;
  const from = Math.ceil(low / step - 1e-9);
  const to = Math.floor(high / step + 1e-9);
  // Through a decimal text, so that 3 · 0.1 is 0.3.
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) =>
    Number(((from + i) * step).toPrecision(12)),
  );
}

/** About `count` powers of ten within a range above 0; where there are fewer than three, also their double and fivefold. */
export function powerTicks([low, high]: readonly [number, number], count = 5): number[] {
  const [from, to] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const within = (digits: readonly number[]): number[] =>
    Array.from({ length: to - from + 1 }, (_, i) => from + i)
      .flatMap((power) => digits.map((digit) => Number(`${digit}e${power}`)))
      .filter((value) => value >= low * 0.999 && value <= high * 1.001);
  const powers = within([1]);
  if (powers.length >= 3) {
    const step = Math.ceil(powers.length / count);
    return powers.filter((_, i) => i % step === 0);
  }
  const more = within([1, 2, 5]);
  return more.length >= 2 ? more : roundTicks([low, high], 3);
}

const MISSED = 0.02; // of the way between two ticks, by which a label may be rounded

/** Labels of ticks, with as many decimals as tell them apart. */
export function tickLabels(ticks: readonly number[]): string[] {
  const largest = Math.max(...ticks.map(Math.abs), 0);
  const isPowered = largest >= 1e6 || (largest > 0 && largest < 1e-3);
  const gap = Math.min(...ticks.slice(1).map((tick, i) => Math.abs(tick - ticks[i])));
  const isTold = (digits: number): boolean =>
    ticks.every((tick) => Math.abs(Number(tick.toPrecision(digits)) - tick) <= MISSED * gap);
  let digits = isPowered ? 3 : 6;
  while (digits < 15 && !isTold(digits)) digits++;
  return ticks.map((tick) =>
    isPowered ? powered(tick, digits) : signed(String(Number(tick.toPrecision(digits)))),
  );
}

/** Label of a tick of a logarithmic axis. */
export function formatPower(x: number): string {
  const p = Math.log10(x);
  const isPower = Math.abs(p - Math.round(p)) < 1e-9;
  return isPower && Math.abs(p) > 2 ? `10${superscript(Math.round(p))}` : powered(x);
}

/** Large and small numbers with a power of ten: `1.5×10⁶`. @param digits of what stands before the power */
function powered(x: number, digits = 3): string {
  const size = Math.abs(x);
  if (size === 0 || (size >= 1e-3 && size < 1e6))
    return signed(String(Number(x.toPrecision(Math.max(6, digits)))));
  const [mantissa, power] = x.toExponential().split("e");
  return `${signed(String(Number(Number(mantissa).toFixed(digits - 1))))}×10${superscript(Number(power))}`;
}

function superscript(n: number): string {
  return Array.from(String(n), (sign) => SUPERSCRIPTS[sign]).join("");
}

const SUPERSCRIPTS: Readonly<Record<string, string>> = {
  "-": "⁻",
  ...Object.fromEntries(Array.from("⁰¹²³⁴⁵⁶⁷⁸⁹", (sign, digit) => [digit, sign])),
};

function signed(text: string): string {
  return text.replaceAll("-", "−");
}
