import * as Plot from "@observablehq/plot";
import { newDocument } from "#document";
import { legendOf, type Drawing, type Drawn, type LegendEntry } from "./draw.js";
import { cutTo, textWidth, wrapped } from "./measure.js";
import { formatPower, powerTicks, roundTicks, tickLabels } from "./numbers.js";
import { contentOf, element, textAt } from "./svg.js";

/** An axis of a chart: of numbers, or of names in their order. */
export interface Axis {
  label: string;
  /** @default "linear" */
  type?: "linear" | "log" | "names";
  /** Range, or the names. */
  domain: readonly [number, number] | readonly string[];
  /** Ticks and their labels. @default about five round numbers */
  ticks?: readonly number[];
  format?: (tick: number) => string;
  /** Whether lines go through the chart at the ticks. @default false */
  grid?: boolean;
}

/** A chart with two axes. */
export interface Chart {
  x: Axis;
  y: Axis;
  marks: Plot.Markish[];
  /** Stands above, in bold. */
  heading?: string;
  /** Stands below the heading, in the colour of axes. */
  note?: string;
  legend?: readonly LegendEntry[];
  /** Height of what is drawn in, in pixels or as a share of its width; `names`: so much for each name. */
  height: { pixels: number } | { share: number } | { names: number };
  /** Pixels. @default all there are */
  width?: number;
}

const LINE = 17;
const LABEL_SHARE = 0.42; // of the width, for names at most

/** Draws a chart. */
export function chart(given: Chart, drawing: Drawing): Drawn {
  const { colours } = drawing;
  const { heading, note, legend = [], width = drawing.width } = given;
  const above: string[] = [];
  let top = 0;
  for (const [words, bold] of [
    [heading, true],
    [note, false],
  ] as const) {
    for (const line of words === undefined ? [] : wrapped(words, width - 12)) {
      above.push(textAt(0, top + 12, line, bold ? { "font-weight": 600 } : { fill: colours.soft }));
      top += LINE;
    }
  }
  if (top > 0) top += 2;
  const keys = legendOf(legend, width, colours);
  if (legend.length > 0) above.push(element("g", { transform: `translate(0,${top})` }, keys.content));
  top += keys.height;
  const frame = plotted(given, drawing, width);
  return {
    content: above.join("") + element("g", { transform: `translate(0,${top})` }, frame.content),
    width,
    height: top + frame.height,
  };
}

function plotted({ x, y, marks, height }: Chart, { colours }: Drawing, width: number): Drawn {
  const [across, up] = [ticksOf(x, Math.max(2, Math.round(width / 90))), ticksOf(y, 5, LABEL_SHARE * width)];
  const left =
    Math.ceil(Math.max(...up.labels.map((label) => textWidth(label)), 12)) + 11 + (y.label === "" ? 4 : 21);
  const right = Math.max(12, Math.ceil(textWidth(across.labels.at(-1) ?? "") / 2));
  const [top, bottom] = [8, x.label === "" ? 26 : 46];
  const inner = width - left - right;
  const tall =
    "pixels" in height
      ? height.pixels
      : "share" in height
        ? Math.round(inner * height.share)
        : height.names * y.domain.length;
  const labels = namesAcross(x, across, inner);
  const svg = Plot.plot({
    document: newDocument(),
    width,
    height: tall + top + bottom,
    marginLeft: left,
    marginRight: right,
    marginTop: top,
    marginBottom: bottom,
    x: scaleOf(x),
    y: scaleOf(y),
    marks: [
      ...(x.grid === true ? [Plot.gridX(across.ticks, { stroke: colours.line, strokeOpacity: 1 })] : []),
      ...(y.grid === true ? [Plot.gridY(up.ticks, { stroke: colours.line, strokeOpacity: 1 })] : []),
      Plot.frame({ stroke: colours.line }),
      ...marks,
      Plot.axisX(across.ticks, {
        label: null,
        tickSize: x.type === "names" ? 0 : 4,
        tickFormat: (_: unknown, i: number) => labels[i],
        color: colours.soft,
      }),
      Plot.axisY(up.ticks, {
        label: null,
        tickSize: y.type === "names" ? 0 : 4,
        tickFormat: (_: unknown, i: number) => up.labels[i],
        color: colours.soft,
      }),
    ],
  }) as unknown as Element;
  const middle = left + inner / 2;
  const centre = top + tall / 2;
  return {
    content:
      contentOf(svg) +
      (x.label === ""
        ? ""
        : textAt(middle, top + tall + 39, cutTo(x.label, width - 8), {
            "text-anchor": "middle",
            fill: colours.soft,
          })) +
      (y.label === ""
        ? ""
        : textAt(0, 0, cutTo(y.label, tall + top + bottom - 8), {
            transform: `translate(12,${centre}) rotate(-90)`,
            "text-anchor": "middle",
            fill: colours.soft,
          })),
    width,
    height: tall + top + bottom,
  };
}

interface Ticks {
  ticks: (number | string)[];
  labels: string[];
}

function ticksOf(axis: Axis, count: number, most = Infinity): Ticks {
  if (axis.type === "names") {
    const names = axis.domain as readonly string[];
    return { ticks: [...names], labels: names.map((name) => cutTo(name, most)) };
  }
  const domain = axis.domain as readonly [number, number];
  const ticks = axis.ticks ?? (axis.type === "log" ? powerTicks(domain) : roundTicks(domain, count));
  const labels =
    axis.format !== undefined
      ? ticks.map(axis.format)
      : axis.type === "log"
        ? ticks.map(formatPower)
        : tickLabels(ticks);
  return { ticks: [...ticks], labels };
}

/** Labels below a chart, those left out that would touch their neighbours. */
function namesAcross({ type }: Axis, { labels }: Ticks, width: number): string[] {
  if (type !== "names") return labels;
  const each = width / Math.max(1, labels.length);
  return labels.map((label) => cutTo(label, Math.max(each - 4, 20)));
}

function scaleOf({ type = "linear", domain }: Axis): Plot.ScaleOptions {
  if (type === "names") return { type: "band", domain: [...domain], padding: 0.2, label: null };
  return { type, domain: [...domain], label: null };
}
