const DAY = 86_400_000;

/** Ticks of an axis of milliseconds since 1970: years where there are several, else days. */
export function dateTicks([low, high]: readonly [number, number]): {
  ticks: number[];
  format: (tick: number) => string;
} {
  const yearOf = (at: number): number => new Date(at).getUTCFullYear();
  const iso = (at: number): string => new Date(at).toISOString();
  const [from, to] = [yearOf(low), yearOf(high)];
  if (to - from >= 3) {
    const step = Math.ceil((to - from) / 6);
    const years = Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, i) =>
      Date.UTC(from + 1 + i * step, 0),
    );
    return { ticks: years.filter((at) => at >= low && at <= high), format: (at) => iso(at).slice(0, 4) };
  }
  const days = Math.max(1, Math.ceil((high - low) / DAY / 3));
  const first = Math.ceil(low / DAY) * DAY;
  const ticks = Array.from({ length: 4 }, (_, i) => first + i * days * DAY).filter((at) => at <= high);
  return { ticks: ticks.length > 0 ? ticks : [low], format: (at) => iso(at).slice(0, 10) };
}
