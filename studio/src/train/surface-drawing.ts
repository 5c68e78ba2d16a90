/** A surface on a canvas: heights or regions, lines between them, the rows of the table. */
import { formatValue } from "gradus";
import { borders, contour, roundLevels, type Piece } from "./contours.js";
import { classColour, cssOf, mix, rampColour, rgbOf, type Rgb } from "./palette.js";
import type { Axis, SurfaceView } from "./protocol.js";

export const LEFT = 56;
export const TOP = 22;
export const HEIGHT = 300;
const CELLS = 44;
const LINES = 7;

type Ground = "light" | "dark";
const INK: Record<Ground, string> = { light: "#16202c", dark: "#e9eef4" };
const CARD: Record<Ground, Rgb> = { light: rgbOf("#ffffff"), dark: rgbOf("#1a212b") };

/** How a factor lies along its side. */
interface Scale {
  /** Cells. */
  count: number;
  /** Share of the side, 0 … 1, of a value. */
  at: (value: number) => number;
  textAt: (cell: number) => string;
}

export function scaleOf(axis: Axis): Scale {
  if ("levels" in axis) {
    const count = axis.levels.length;
    return { count, at: (level) => (level + 0.5) / count, textAt: (k) => axis.levels[k] };
  }
  const { min, max } = axis;
  const span = max - min || 1;
  return {
    count: CELLS,
    at: (value) => (value - min) / span,
    textAt: (k) => formatValue(min + (span * (k + 0.5)) / CELLS, { digits: 3 }),
  };
}

/** Marks along a side: round numbers, or all levels. @param count about how many numbers */
export function ticksOf(axis: Axis, count: number): { at: number; name: string }[] {
  const { at } = scaleOf(axis);
  if ("levels" in axis) return axis.levels.map((name, k) => ({ at: at(k), name: shortened(name) }));
  return roundLevels(axis.min, axis.max, count).map((v) => ({
    at: at(v),
    name: formatValue(v, { digits: 4 }),
  }));
}

/** Answers at a few places, for a table. */
export function lattice(
  { x, y, z, classes, levels }: SurfaceView,
  most: number,
): { x: string[]; rows: { y: string; cells: string[] }[] } {
  const [across, up] = [scaleOf(x), scaleOf(y)];
  const few = (count: number): number[] => {
    const n = Math.min(most, count);
    return Array.from({ length: n }, (_, k) => (n === 1 ? 0 : Math.round((k * (count - 1)) / (n - 1))));
  };
  const cell = (at: number): string =>
    classes && levels ? `${levels[classes[at]]} ${Math.round(100 * z[at])} %` : formatValue(z[at]);
  return {
    x: few(across.count).map(across.textAt),
    rows: few(up.count).map((k) => ({
      y: up.textAt(k),
      cells: few(across.count).map((i) => cell(k * across.count + i)),
    })),
  };
}

/** Draws a surface in a canvas so many CSS pixels wide. */
export function drawSurface(
  canvas: HTMLCanvasElement,
  surface: SurfaceView,
  width: number,
  ground: Ground,
): void {
  const dots = Math.min(2, devicePixelRatio);
  canvas.width = Math.round(width * dots);
  canvas.height = Math.round(HEIGHT * dots);
  const paint = canvas.getContext("2d")!;
  const { x, y } = surface;
  const [nx, ny] = [scaleOf(x).count, scaleOf(y).count];
  const range = rangeOf(surface);
  paint.imageSmoothingEnabled = !surface.classes && nx === CELLS && ny === CELLS;
  paint.drawImage(cellsOf(surface, range, ground), 0, 0, canvas.width, canvas.height);
  paint.scale(dots, dots);
  const place = (px: number, py: number): [number, number] => [
    (px / nx) * width,
    HEIGHT - (py / ny) * HEIGHT,
  ];
  if (surface.classes) {
    stroke(paint, borders(surface.classes, nx, ny), place, { ground, width: 1.5, alpha: 0.9 });
  } else if (nx === CELLS && ny === CELLS) {
    for (const level of roundLevels(range[0], range[1], LINES)) {
      const pieces = contour(surface.z, nx, ny, level);
      stroke(paint, pieces, place, { ground, width: 1, alpha: 0.55 });
      nameLine(paint, pieces, place, formatValue(level, { digits: 4 }), ground);
    }
  }
  drawPoints(paint, surface, { range, width, ground });
}

/** Smallest and largest number of the surface and of the rows shown. */
function rangeOf({ z, points, classes }: SurfaceView): [number, number] {
  if (classes) return [0, 1];
  let [low, high] = [Infinity, -Infinity];
  for (const list of [z, points.z]) {
    for (const v of list) {
      low = Math.min(low, v);
      high = Math.max(high, v);
    }
  }
  return [low, high];
}

/** A picture with a pixel for each cell. */
function cellsOf(
  { x, y, z, classes }: SurfaceView,
  [low, high]: [number, number],
  ground: Ground,
): HTMLCanvasElement {
  const [nx, ny] = [scaleOf(x).count, scaleOf(y).count];
  const picture = document.createElement("canvas");
  [picture.width, picture.height] = [nx, ny];
  const paint = picture.getContext("2d")!;
  const image = paint.createImageData(nx, ny);
  for (let k = 0; k < z.length; k++) {
    // The first row lies at the bottom.
    const at = 4 * ((ny - 1 - Math.floor(k / nx)) * nx + (k % nx));
    const colour = classes
      ? mix(CARD[ground], classColour(classes[k]), 0.15 + 0.55 * z[k])
      : rampColour((z[k] - low) / (high - low || 1), ground);
    image.data.set([...colour, 255], at);
  }
  paint.putImageData(image, 0, 0);
  return picture;
}

type Place = (x: number, y: number) => [number, number];

function stroke(
  paint: CanvasRenderingContext2D,
  pieces: readonly Piece[],
  place: Place,
  { ground, width, alpha }: { ground: Ground; width: number; alpha: number },
): void {
  paint.beginPath();
  for (const [x1, y1, x2, y2] of pieces) {
    paint.moveTo(...place(x1, y1));
    paint.lineTo(...place(x2, y2));
  }
  paint.strokeStyle = INK[ground];
  paint.lineWidth = width;
  paint.globalAlpha = alpha;
  paint.stroke();
  paint.globalAlpha = 1;
}

/** The number of a line, at its middle. */
function nameLine(
  paint: CanvasRenderingContext2D,
  pieces: readonly Piece[],
  place: Place,
  name: string,
  ground: Ground,
): void {
  const middle = pieces[pieces.length >> 1];
  if (middle === undefined) return;
  const [px, py] = place(middle[0], middle[1]);
  paint.font = "12px system-ui";
  paint.textAlign = "center";
  paint.textBaseline = "middle";
  paint.lineWidth = 4;
  paint.strokeStyle = cssOf(CARD[ground]);
  paint.strokeText(name, px, py);
  paint.fillStyle = INK[ground];
  paint.fillText(name, px, py);
}

/** Training rows as dots, the others as rings, in the colour of their label. */
function drawPoints(
  paint: CanvasRenderingContext2D,
  { points, x, y, classes }: SurfaceView,
  { range: [low, high], width, ground }: { range: [number, number]; width: number; ground: Ground },
): void {
  const [across, up] = [scaleOf(x), scaleOf(y)];
  points.x.forEach((value, k) => {
    const [px, py] = [across.at(value) * width, HEIGHT - up.at(points.y[k]) * HEIGHT];
    const z = points.z[k];
    const colour = cssOf(classes ? classColour(z) : rampColour((z - low) / (high - low || 1), ground));
    const isRing = points.part[k] !== "train";
    paint.beginPath();
    shape(paint, classes ? z : 0, px, py, isRing ? 3.5 : 3);
    paint.lineWidth = 1;
    paint.fillStyle = colour;
    paint.strokeStyle = isRing ? INK[ground] : cssOf(CARD[ground]);
    paint.fill();
    paint.stroke();
  });
}

/** Classes differ in their form too: circle, square, triangle, rhomb. */
function shape(paint: CanvasRenderingContext2D, k: number, x: number, y: number, r: number): void {
  const kind = k % 4;
  if (kind === 0) return paint.arc(x, y, r, 0, 2 * Math.PI);
  if (kind === 1) return paint.rect(x - r, y - r, 2 * r, 2 * r);
  const corners =
    kind === 2
      ? [
          [0, -1.3],
          [1.2, 0.9],
          [-1.2, 0.9],
        ]
      : [
          [0, -1.4],
          [1.4, 0],
          [0, 1.4],
          [-1.4, 0],
        ];
  corners.forEach(([dx, dy], i) =>
    i === 0 ? paint.moveTo(x + dx * r, y + dy * r) : paint.lineTo(x + dx * r, y + dy * r),
  );
  paint.closePath();
}

function shortened(name: string): string {
  return name.length > 9 ? `${name.slice(0, 8)}…` : name;
}
