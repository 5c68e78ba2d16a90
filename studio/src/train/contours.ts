/** Lines on a grid of numbers, in units of its cells: x to the right, y upward, the first cell's middle at 0.5. */

/** Ends of a straight piece of a line. */
export type Piece = readonly [x1: number, y1: number, x2: number, y2: number];

/** Where a grid of numbers, row by row, passes a level: straight pieces between the middles of the cells (marching squares). */
export function contour(z: ArrayLike<number>, width: number, height: number, level: number): Piece[] {
  const pieces: Piece[] = [];
  for (let y = 0; y + 1 < height; y++) {
    for (let x = 0; x + 1 < width; x++) {
      const at = y * width + x;
      const crossings = crossingsOf([z[at], z[at + 1], z[at + width + 1], z[at + width]], level);
      // Of a saddle's four crossings the two pieces that cut off the corners below and above.
      for (let k = 0; k + 1 < crossings.length; k += 2) {
        const [a, b] = [crossings[k], crossings[k + 1]];
        pieces.push([x + 0.5 + a[0], y + 0.5 + a[1], x + 0.5 + b[0], y + 0.5 + b[1]]);
      }
    }
  }
  return pieces;
}

/** Sides between neighbouring cells of different classes. */
export function borders(classes: ArrayLike<number>, width: number, height: number): Piece[] {
  const pieces: Piece[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      if (x + 1 < width && classes[at] !== classes[at + 1]) pieces.push([x + 1, y, x + 1, y + 1]);
      if (y + 1 < height && classes[at] !== classes[at + width]) pieces.push([x, y + 1, x + 1, y + 1]);
    }
  }
  return pieces;
}

/** Round numbers between two, about so many. */
export function roundLevels(low: number, high: number, count: number): number[] {
  const rough = (high - low) / count;
  if (!(rough > 0) || !Number.isFinite(rough)) return [];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((k) => k * power).find((s) => s >= rough)!;
  const first = Math.ceil(low / step);
  const last = Math.floor(high / step);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, k) =>
    Number(((first + k) * step).toPrecision(12)),
  );
}

/** Where the four sides of a square, from its lower left corner on, pass the level. */
function crossingsOf(corners: readonly number[], level: number): [number, number][] {
  const places = [
    [0, 0],
    [1, 0],
    [1, 1],
    [0, 1],
  ];
  return corners.flatMap((value, k): [number, number][] => {
    const next = corners[(k + 1) % 4];
    if (value >= level === next >= level) return [];
    const t = (level - value) / (next - value);
    const [a, b] = [places[k], places[(k + 1) % 4]];
    return [[a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])]];
  });
}
