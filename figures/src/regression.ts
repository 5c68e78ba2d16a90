import * as Plot from "@observablehq/plot";
import { chart } from "./chart.js";
import { drawingOf, figure, inColumns, type Drawing, type Drawn, type FigureOptions } from "./draw.js";
import { extentOf, formatNumber, widened } from "./numbers.js";
import { finiteRows, pointsOf, type Predicted } from "./predicted.js";

/** Slope, offset and correlation of the straight line through points. */
export interface LineFit {
  slope: number;
  offset: number;
  r: number;
}

/** Predicted against actual values, equal axes, with the line ŷ = y (dashed), the line of the fit, and R. */
export function parity(data: Predicted, options: FigureOptions = {}): string {
  const drawing = drawingOf(options);
  const { text } = drawing;
  const rows = finiteRows(data);
  return figure(
    text.parity.title(data.label, text.parts[data.part]),
    describe(rows, drawing),
    [panel(rows, drawing, drawing.width)],
    drawing,
  );
}

/**
 * Predicted against actual values of several parts, one beside the other: MATLAB's plotregression. From 440 pixels two stand in a
 * line.
 *
 * @param parts such as training, validation or out of fold, test, and all rows
 */
export function regression(parts: readonly Predicted[], options: FigureOptions = {}): string {
  const drawing = drawingOf(options);
  const { text, width } = drawing;
  const columns = width >= 440 && parts.length > 1 ? 2 : 1;
  const rows = parts.map(finiteRows);
  const room = width / columns - (columns > 1 ? 8 : 0);
  const panels = rows.map((one) => panel(one, drawing, room, text.parts[one.part]));
  return figure(
    text.parity.all(parts[0]?.label ?? ""),
    rows.map((one) => `${text.parts[one.part]}: ${describe(one, drawing)}`).join(" "),
    [inColumns(panels, columns, width)],
    drawing,
  );
}

function describe({ actual, predicted }: Predicted, { text }: Drawing): string {
  const line = fitLine(actual, predicted);
  return text.parity.desc(actual.length, formatNumber(line.r), wordsOf(line, text));
}

function wordsOf({ slope, offset }: LineFit, text: Drawing["text"]): string {
  const sign = offset < 0 ? "−" : "+";
  return text.parity.fit(formatNumber(slope), sign, formatNumber(Math.abs(offset)));
}

function panel(
  { label, unit, actual, predicted }: Predicted,
  drawing: Drawing,
  width: number,
  heading?: string,
): Drawn {
  const { text, colours } = drawing;
  const line = fitLine(actual, predicted);
  const domain = widened(extentOf(actual, predicted), 0.03);
  const name = text.withUnit(label, unit);
  const isLine = Number.isFinite(line.slope) && Number.isFinite(line.offset);
  return chart(
    {
      width,
      ...(heading === undefined ? {} : { heading }),
      note: isLine ? text.parity.heading(formatNumber(line.r), wordsOf(line, text)) : text.parity.noFit,
      height: { share: 1 },
      x: { domain, label: text.parity.x(name) },
      y: { domain, label: text.parity.y(name) },
      marks: [
        Plot.dot(pointsOf(actual, predicted), {
          x: "x",
          y: "y",
          r: 2.5,
          stroke: colours.positive,
          strokeWidth: 1,
          strokeOpacity: 0.6,
        }),
        Plot.line(
          [domain, domain].flatMap(([low, high], i) => (i === 0 ? [[low, low]] : [[high, high]])),
          {
            stroke: colours.soft,
            strokeDasharray: "5 4",
            strokeWidth: 1.25,
          },
        ),
        Plot.line(isLine ? withinFrame(line, domain) : [], { stroke: colours.negative, strokeWidth: 1.5 }),
      ],
    },
    drawing,
  );
}

/** The ends of a line where it meets the frame of equal axes. */
function withinFrame({ slope, offset }: LineFit, [low, high]: readonly [number, number]): [number, number][] {
  const at = (x: number): number => offset + slope * x;
  const inside = (x: number): number => Math.min(high, Math.max(low, x));
  const ends = slope === 0 ? [low, high] : [low, high].map((x) => inside((inside(at(x)) - offset) / slope));
  return ends.map((x): [number, number] => [x, inside(at(x))]);
}

/** The line `ŷ = slope y + offset` with the least squares, and Pearson's R; NaN where there is none. */
export function fitLine(x: ArrayLike<number>, y: ArrayLike<number>): LineFit {
  const n = x.length;
  let [mx, my] = [0, 0];
  for (let i = 0; i < n; i++) {
    mx += x[i] / n;
    my += y[i] / n;
  }
  let [xx, xy, yy] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    xx += (x[i] - mx) ** 2;
    xy += (x[i] - mx) * (y[i] - my);
    yy += (y[i] - my) ** 2;
  }
  const slope = xy / xx;
  const offset = my - slope * mx;
  // What rounding leaves of 0 is no offset.
  const isNothing = Math.abs(offset) < 1e-12 * Math.max(Math.abs(my), Math.sqrt(yy / n));
  return { slope, offset: isNothing ? 0 : offset, r: xy / Math.sqrt(xx * yy) };
}
