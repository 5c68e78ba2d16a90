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
  /** Whether the labels below a chart stand aslant. @default false */
  isTilted?: boolean;
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
  /** Height of what is drawn in: in pixels, as a share of its width, or so much for each name of y. */
  height: { pixels: number } | { share: number } | { names: number };
  /** Pixels. @default all there are */
  width?: number;
}

const LINE = 17;
const LABEL_SHARE = 0.42; // of the width, for names at most

/** Draws a chart. */
export function chart(given: Chart, drawing: Drawing): Drawn {
  return charts([given], drawing)[0];
}

/** Draws charts that stand one below the other, their frames in line. */
export function charts(given: readonly Chart[], drawing: Drawing): Drawn[] {
  const plans = given.map((one) => planOf(one, drawing));
  const left = Math.max(...plans.map((plan) => plan.left));
  const right = Math.max(...plans.map((plan) => plan.right));
  return plans.map((plan) => drawn({ ...plan, left, right }, drawing));
}

/** What is known of a chart before it is drawn. */
interface Plan {
  chart: Chart;
  width: number;
  across: Ticks;
  up: Ticks;
  left: number;
  right: number;
}

function planOf(given: Chart, drawing: Drawing): Plan {
  const { x, y, height, width = drawing.width } = given;
  const tall = heightOf(given, width);
  const across = ticksOf(x, Math.max(2, Math.round(width / 90)));
  const up = ticksOf(y, Math.max(2, Math.min(6, Math.round(tall / 40))), LABEL_SHARE * width);
  const widest = Math.max(...up.labels.map((label) => textWidth(label)), 12);
  const last = x.type === "names" ? 0 : textWidth(across.labels.at(-1) ?? "") / 2;
  return {
    chart: "names" in height ? { ...given, height: { pixels: tall } } : given,
    width,
    across,
    up,
    left: Math.ceil(widest) + 11 + (y.label === "" ? 4 : 21),
    right: Math.min(Math.max(12, Math.ceil(last)), 40),
  };
}

/** About the height of what is drawn in; the width of its axis is not known yet. */
function heightOf({ height, y }: Chart, width: number): number {
  if ("pixels" in height) return height.pixels;
  return "share" in height ? height.share * (width - 70) : height.names * y.domain.length;
}

function drawn(plan: Plan, drawing: Drawing): Drawn {
  const { colours } = drawing;
  const { chart: given, width } = plan;
  const { heading, note, legend = [] } = given;
  const above: string[] = [];
  let top = 0;
  for (const [words, isBold] of [
    [heading, true],
    [note, false],
  ] as const) {
    for (const line of words === undefined ? [] : wrapped(words, width - 8, { isBold })) {
      above.push(textAt(0, top + 12, line, isBold ? { "font-weight": 600 } : { fill: colours.soft }));
      top += LINE;
    }
  }
  if (top > 0) top += 2;
  const keys = legendOf(legend, width, colours);
  if (legend.length > 0) above.push(element("g", { transform: `translate(0,${top})` }, keys.content));
  top += keys.height;
  const frame = plotted(plan, drawing);
  return {
    content: above.join("") + element("g", { transform: `translate(0,${top})` }, frame.content),
    width,
    height: top + frame.height,
  };
}

function plotted({ chart: given, width, across, up, left, right }: Plan, { colours }: Drawing): Drawn {
  const { x, y, marks, height } = given;
  const widest = Math.max(...across.labels.map((name) => textWidth(name)), 0);
  const low = x.isTilted === true ? Math.ceil(SLOPE * widest) + 16 : 28;
  const [top, bottom] = [8, x.label === "" ? low : low + 18];
  const inner = width - left - right;
  const tall = "share" in height ? Math.round(inner * height.share) : heightOf(given, width);
  const axis = { label: null, color: colours.soft, tickPadding: 4 };
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
      ...(y.grid === true ? [Plot.gridY(up.ticks, { stroke: colours.line, strokeOpacity: 1 })] : []),
      Plot.frame({ stroke: colours.line }),
      ...marks,
      Plot.axisX(across.ticks, {
        ...axis,
        tickSize: x.type === "names" ? 0 : 4,
        text: across.labels,
        ...tilted(x),
      }),
      Plot.axisY(up.ticks, { ...axis, tickSize: y.type === "names" ? 0 : 4, text: up.labels }),
    ],
  }) as unknown as Element;
  const xLabel = cutTo(x.label, width - 8);
  const half = textWidth(xLabel) / 2;
  const label = { "text-anchor": "middle", fill: colours.soft };
  return {
    content: [
      element("g", { "text-anchor": "middle", "font-variant": "tabular-nums" }, contentOf(svg)),
      xLabel === ""
        ? ""
        : textAt(
            Math.max(half, Math.min(left + inner / 2, width - half)),
            top + tall + low + 11,
            xLabel,
            label,
          ),
      y.label === ""
        ? ""
        : textAt(0, 0, cutTo(y.label, tall + 2 * top), {
            transform: `translate(12,${top + tall / 2}) rotate(-90)`,
            ...label,
          }),
    ].join(""),
    width,
    height: tall + top + bottom,
  };
}

const SLOPE = 0.6; // sine of the angle of tilted labels

function tilted({ isTilted }: Axis): Plot.AxisXOptions {
  return isTilted === true ? { tickRotate: -37, textAnchor: "end", dx: 3, dy: 2 } : {};
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
  const { type, format = type === "log" ? formatPower : undefined } = axis;
  const ticks = axis.ticks ?? (type === "log" ? powerTicks(domain, count) : roundTicks(domain, count));
  return { ticks: [...ticks], labels: format === undefined ? tickLabels(ticks) : ticks.map(format) };
}

function scaleOf({ type = "linear", domain }: Axis): Plot.ScaleOptions {
  if (type === "names") return { type: "band", domain: [...domain], padding: 0.2, label: null };
  return { type, domain: [...domain], label: null };
}
