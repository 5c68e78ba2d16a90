import * as Plot from "@observablehq/plot";
import { normalQuantile } from "gradus";
import { namedPlaces } from "./categories.js";
import { chart, type Axis } from "./chart.js";
import { drawingOf, figure, type Drawing, type FigureOptions } from "./draw.js";
import { extentOf, formatNumber, spreadOver, widened } from "./numbers.js";
import { errorsOf, finiteRows, pointsOf, type Part, type Point, type Predicted } from "./predicted.js";

/** Predicted less actual against the prediction. */
export function residuals(given: Predicted, options: FigureOptions = {}): string {
  const drawing = drawingOf(options);
  const { text } = drawing;
  const data = finiteRows(given);
  const x: Axis = {
    domain: widened(extentOf(data.predicted), 0.03),
    label: text.parity.y(text.withUnit(data.label, data.unit)),
  };
  const points = pointsOf(data.predicted, errorsOf(data));
  return scatter(text.residuals.title(data.label, text.parts[data.part]), data, { x, points }, drawing);
}

/** Rows with the value of a factor; null where it is missing. */
export interface PredictedWithFactor extends Predicted {
  factor: string;
  factorUnit?: string;
  values: ArrayLike<number | string | null>;
}

/** Predicted less actual against a factor, numbers or names. */
export function residualsAgainst(given: PredictedWithFactor, options: FigureOptions = {}): string {
  const drawing = drawingOf(options);
  const { text } = drawing;
  const { factor, values } = given;
  const errors = errorsOf(given);
  const title = text.residuals.against(given.label, factor, text.parts[given.part]);
  const name = text.withUnit(factor, given.factorUnit);
  const isNames = Array.from(values).some((value) => typeof value === "string");
  if (!isNames) {
    const x = Array.from(values, (value) => (typeof value === "number" ? value : Number.NaN));
    const points = pointsOf(x, errors);
    const domain = widened(extentOf(points.map((point) => point.x)), 0.03);
    return scatter(title, given, { x: { domain, label: name }, points }, drawing);
  }
  const { axis, placeOf } = namedPlaces(values, name, drawing);
  // Beside one another rather than over one another: by the golden ratio, so that the places look drawn by chance.
  const x = Array.from(values, (value, i) => placeOf(value) + 0.5 * (((i * 0.618_034) % 1) - 0.5));
  return scatter(title, given, { x: axis, points: pointsOf(x, errors) }, drawing);
}

function scatter(
  title: string,
  data: Predicted,
  { x, points }: { x: Axis; points: Point[] },
  drawing: Drawing,
): string {
  const { text, colours } = drawing;
  const errors = errorsOf(finiteRows(data));
  const [low, high] = extentOf(errors);
  const part = chart(
    {
      height: { share: 0.62 },
      x,
      y: { domain: widened([low, high], 0.05), label: text.withUnit(text.residuals.y, data.unit) },
      marks: [
        Plot.ruleY(
          [0].filter(() => low <= 0 && high >= 0),
          { stroke: colours.soft, strokeDasharray: "5 4" },
        ),
        Plot.dot(points, {
          x: "x",
          y: "y",
          r: 2.5,
          stroke: colours.positive,
          strokeOpacity: 0.6,
          strokeWidth: 1,
        }),
      ],
    },
    drawing,
  );
  return figure(
    title,
    text.residuals.desc(errors.length, formatNumber(low), formatNumber(high)),
    [part],
    drawing,
  );
}

const BINS = 20;

/**
 * How often residuals of each size occur, in 20 bins of equal width, and the line at 0: MATLAB's ploterrhist. Several parts are
 * stacked.
 */
export function residualHistogram(
  given: Predicted | readonly Predicted[],
  options: FigureOptions = {},
): string {
  const drawing = drawingOf(options);
  const { text, colours } = drawing;
  const parts = ("part" in given ? [given] : given).map(finiteRows);
  const errors = parts.map(errorsOf);
  const all = errors.flatMap((list) => [...list]);
  const [low, high] = all.length === 0 ? [0, 0] : extentOf(all);
  const step = (high - low || Math.abs(high) / 10 || 1) / BINS;
  const bars: { x1: number; x2: number; y1: number; y2: number; part: Part }[] = [];
  const heights = new Float64Array(BINS);
  for (const [k, { part }] of parts.entries()) {
    const counts = new Float64Array(BINS);
    for (const e of errors[k]) counts[Math.min(BINS - 1, Math.floor((e - low) / step))]++;
    counts.forEach((n, b) => {
      if (n === 0) return;
      bars.push({ x1: low + b * step, x2: low + (b + 1) * step, y1: heights[b], y2: heights[b] + n, part });
      heights[b] += n;
    });
  }
  const [mean, sd] = momentsOf(all);
  const { label, unit } = parts[0] ?? { label: "" };
  const colourOf = (part: Part): string => partColour(part, drawing);
  const drawn = chart(
    {
      height: { share: 0.62 },
      legend:
        parts.length < 2
          ? []
          : parts.map(({ part }) => ({
              name: text.parts[part],
              colour: colourOf(part),
              mark: "box" as const,
            })),
      x: {
        domain: widened(extentOf([low, low + BINS * step, 0]), 0.02),
        label: text.withUnit(text.residuals.y, unit),
      },
      y: { domain: [0, Math.max(1, ...heights) * 1.05], label: text.residuals.count, grid: true },
      marks: [
        Plot.rect(bars, {
          x1: "x1",
          x2: "x2",
          y1: "y1",
          y2: "y2",
          fill: (bar: { part: Part }) => (parts.length < 2 ? colours.positive : colourOf(bar.part)),
          insetLeft: 0.5,
          insetRight: 0.5,
        }),
        Plot.ruleX([0], { stroke: colours.ink, strokeDasharray: "5 4", strokeWidth: 1.25 }),
      ],
    },
    drawing,
  );
  const where = parts.map(({ part }) => text.parts[part]).join(text.comma);
  return figure(
    text.residuals.histogram(label, where),
    text.residuals.histogramDesc(formatNumber(mean), formatNumber(sd)),
    [drawn],
    drawing,
  );
}

const QUANTILES = 400; // points drawn at most

/**
 * Residuals in their order against the quantiles of the normal distribution at (i − ½) / n, with the line through both quartiles: where
 * the points follow it, the errors are normal.
 */
export function normalQQ(given: Predicted, options: FigureOptions = {}): string {
  const drawing = drawingOf(options);
  const { text, colours } = drawing;
  const data = finiteRows(given);
  const errors = errorsOf(data).toSorted();
  const n = errors.length;
  const points = spreadOver(n, QUANTILES).map((i) => ({ x: normalQuantile((i + 0.5) / n), y: errors[i] }));
  const [first, third] = [quantileOf(errors, 0.25), quantileOf(errors, 0.75)];
  const slope = (third - first) / (2 * normalQuantile(0.75));
  const middle = (first + third) / 2;
  const span = widened(extentOf(points.map((point) => point.x)), 0.05);
  const domain = widened(extentOf(errors), 0.05);
  const drawn = chart(
    {
      height: { share: 0.8 },
      x: { domain: span, label: text.qq.x },
      y: { domain, label: text.withUnit(text.residuals.y, data.unit) },
      marks: [
        Plot.line(lineWithin(slope, middle, span, domain), { stroke: colours.negative, strokeWidth: 1.5 }),
        Plot.dot(points, { x: "x", y: "y", r: 2.5, stroke: colours.positive, strokeWidth: 1 }),
      ],
    },
    drawing,
  );
  return figure(
    text.qq.title(data.label, text.parts[data.part]),
    text.qq.desc(n, formatNumber(middle), formatNumber(slope)),
    [drawn],
    drawing,
  );
}

/** The part of a line `y = middle + slope x` that lies in a frame. */
function lineWithin(
  slope: number,
  middle: number,
  [left, right]: readonly [number, number],
  [low, high]: readonly [number, number],
): [number, number][] {
  if (!Number.isFinite(slope) || !Number.isFinite(middle)) return [];
  const ends = [left, right].map((x): [number, number] => {
    const y = Math.min(high, Math.max(low, middle + slope * x));
    return slope === 0 ? [x, y] : [(y - middle) / slope, y];
  });
  return ends;
}

/** Colour of a part's rows: those of training, of rows that chose the epoch or were left out, of the test. */
export function partColour(part: Part, { colours }: Drawing): string {
  const [train, validation, test] = colours.series;
  const byPart: Readonly<Record<Part, string>> = {
    train,
    validation,
    outOfFold: validation,
    test,
    all: colours.positive,
  };
  return byPart[part];
}

function momentsOf(values: readonly number[]): [mean: number, sd: number] {
  const mean = values.reduce((sum, e) => sum + e, 0) / values.length;
  return [mean, Math.sqrt(values.reduce((sum, e) => sum + (e - mean) ** 2, 0) / values.length)];
}

/** Quantile of sorted values, linear between ranks. */
function quantileOf(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const low = Math.floor(at);
  return sorted[low] + (at - low) * ((sorted[low + 1] ?? sorted[low]) - sorted[low]);
}
