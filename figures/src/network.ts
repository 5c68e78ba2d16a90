import type { Network } from "gradus";
import { drawingOf, figure, type Drawing, type Drawn, type FigureOptions } from "./draw.js";
import { cutTo, textWidth } from "./measure.js";
import { formatNumber } from "./numbers.js";
import { element, textAt } from "./svg.js";
import type { Texts } from "./text/text.js";

/** A network and the names at its ends. */
export interface NetworkData {
  network: Network;
  /** Names of the inputs, as many as the network has, or none. */
  inputs?: readonly string[];
  outputs?: readonly string[];
  /** Which net this is, of how many that predict, where there is more than one. */
  net?: { number: number; of: number };
}

const MOST = 20; // neurons drawn of a layer at most
const RADIUS = 9;

/** The network as a diagram: the sign of a weight as hue and dashes, its size as width; large layers are cut short. */
export function network(
  { network: net, inputs, outputs, net: which }: NetworkData,
  options: FigureOptions = {},
): string {
  const drawing = drawingOf(options);
  const { text } = drawing;
  const title =
    text.network.title(net.sizes.join("-")) +
    (which === undefined ? "" : text.network.net(which.number, which.of));
  const drawn = diagram(net, inputs, outputs, drawing);
  return figure(title, text.network.desc(net.parameters.length), [drawn], drawing);
}

/** A neuron that is drawn: its number in the layer, and its place. */
interface Spot {
  i: number;
  x: number;
  y: number;
}

function diagram(
  net: Network,
  inputs: readonly string[] | undefined,
  outputs: readonly string[] | undefined,
  drawing: Drawing,
): Drawn {
  const { colours, text, width } = drawing;
  const { sizes, last, activations } = net;
  const names = namesOf(sizes[0], inputs && inputWords(inputs, text), 0.28 * width, "x");
  const results = namesOf(
    sizes[last],
    outputs?.map((name) => (room: number) => cutTo(name, room)),
    0.22 * width,
    "y",
  );
  const left = Math.max(...names.map((name) => textWidth(name))) + RADIUS + 10;
  const right = Math.max(...results.map((name) => textWidth(name)), 20) + RADIUS + 10;
  const shown = sizes.map((n) => Math.min(n, MOST));
  const rows = Math.max(...shown.map((n, l) => n + (sizes[l] > n ? 1 : 0)));
  const step = rows > 12 ? 28 : 40;
  const tall = rows * step;
  const gap = last === 0 ? 0 : (width - left - right) / last;
  const heads = sizes.map((_, l) => text.network.layer(l, last));
  /** Where heads have no room beside each other, every second one stands lower. */
  const lower = heads.some((name) => textWidth(name) + 8 > gap) ? 30 : 0;
  const head = 44 + lower;
  const spots = sizes.map((n, l): Spot[] => {
    const count = shown[l];
    const places = count + (n > count ? 1 : 0);
    return Array.from({ length: count }, (_, k) => {
      const slot = n > count && k >= count - 1 ? k + 1 : k;
      const i = n > count && k === count - 1 ? n - 1 : k;
      return { i, x: left + l * gap, y: head + (tall - places * step) / 2 + (slot + 0.5) * step };
    });
  });
  const drawnWeights = spots.slice(1).map((to, at) => edgesOf(net, at + 1, spots[at], to));
  const largest = scaleOf(drawnWeights.flat().map(({ w }) => Math.abs(w)));
  const parts: string[] = [];
  for (const { from, to, w } of drawnWeights.flat().toSorted((a, b) => Math.abs(a.w) - Math.abs(b.w))) {
    const size = Math.min(1, Math.abs(w) / largest);
    parts.push(
      element("line", {
        x1: from.x + RADIUS,
        y1: from.y,
        x2: to.x - RADIUS,
        y2: to.y,
        stroke: colours.mix(colours.zero, w < 0 ? colours.negative : colours.positive, size ** 0.7),
        "stroke-width": 0.6 + 3.4 * Math.sqrt(size),
        "stroke-dasharray": w < 0 ? "7 4" : undefined,
      }),
    );
  }
  sizes.forEach((n, l) => {
    const x = left + l * gap;
    const isEnd = l === 0 || l === last;
    for (const { i, y } of spots[l]) {
      parts.push(
        element("circle", {
          cx: x,
          cy: y,
          r: RADIUS,
          fill: colours.card,
          stroke: colours.ink,
          "stroke-width": 1.25,
        }),
      );
      const name = l === 0 ? names[i] : results[i];
      if (isEnd)
        parts.push(
          textAt(x + (l === 0 ? -RADIUS - 6 : RADIUS + 6), y + 4, name, {
            "text-anchor": l === 0 ? "end" : undefined,
          }),
        );
    }
    if (n > shown[l]) {
      const y = spots[l].at(-2)!.y + step;
      const long = text.network.more(n - shown[l]);
      const words = textWidth(long) + 8 <= gap ? long : `⋯ ${n - shown[l]}`;
      const room = textWidth(words) + 8;
      parts.push(
        element("rect", { x: x - room / 2, y: y - 10, width: room, height: 20, rx: 4, fill: colours.card }),
        textAt(x, y + 4, words, { "text-anchor": "middle", fill: colours.soft }),
      );
    }
    const anchor = l === 0 && left < 60 ? "start" : l === last && right < 60 ? "end" : "middle";
    const drop = l % 2 === 1 ? lower : 0;
    const at = anchor === "start" ? 0 : anchor === "end" ? width : x;
    parts.push(
      textAt(at, 14 + drop, heads[l], { "text-anchor": anchor, "font-weight": 600 }),
      textAt(
        at,
        30 + drop,
        cutTo(l === 0 ? `${n}` : `${n} · ${activations[l].name}`, (lower ? 2 : 1) * gap - 4),
        {
          "text-anchor": anchor,
          fill: colours.soft,
        },
      ),
    );
  });
  const key = legendRow(largest, head + tall + 8, drawing);
  return { content: parts.join("") + key, width, height: head + tall + 34 };
}

interface Edge {
  from: Spot;
  to: Spot;
  w: number;
}

/** Weights between the neurons that are drawn; those behind a front of the inputs are its rows' sums of squares, without a sign of their own. */
function edgesOf({ W, front }: Network, l: number, from: readonly Spot[], to: readonly Spot[]): Edge[] {
  const { cols, data } = W[l];
  if (l === 1 && front !== undefined) return [];
  return to.flatMap((row) =>
    from.map((column) => ({ from: column, to: row, w: data[row.i * cols + column.i] })),
  );
}

/** The largest size, or the 98th percentile of more than 200. */
function scaleOf(sizes: readonly number[]): number {
  const sorted = sizes.toSorted((a, b) => a - b);
  const at = sorted.length > 200 ? Math.floor(0.98 * (sorted.length - 1)) : sorted.length - 1;
  return sorted[at] || 1;
}

const MISSING = " is missing"; // how the encoder names what says that a cell was empty

/** An input that says that a cell was empty, and the name of its column; null for another input. */
function missingOf(inputs: readonly string[], i: number): string | null {
  const column = inputs[i].endsWith(MISSING) ? inputs[i].slice(0, -MISSING.length) : null;
  // It stands behind the inputs of its column.
  return column !== null && i > 0 && inputs[i - 1].startsWith(column) ? column : null;
}

/** Names of inputs in the language of the texts; long ones of columns are cut, so that what they say of them is to be read. */
function inputWords(inputs: readonly string[], text: Texts): ((room: number) => string)[] {
  return inputs.map((name, i) => {
    const column = missingOf(inputs, i);
    if (column === null) return (room) => cutTo(name, room);
    const end = textWidth(text.network.missing(""));
    return (room) => text.network.missing(cutTo(column, room - end));
  });
}

function namesOf(
  count: number,
  given: readonly ((room: number) => string)[] | undefined,
  room: number,
  letter: string,
): string[] {
  return Array.from({ length: count }, (_, i) => given?.[i]?.(room) ?? `${letter}${i + 1}`);
}

function legendRow(largest: number, y: number, { colours, text }: Drawing): string {
  const line = (x: number, w: number, colour: string, dash?: string): string =>
    element("line", {
      x1: x,
      x2: x + 30,
      y1: y + 8,
      y2: y + 8,
      stroke: colour,
      "stroke-width": w,
      "stroke-dasharray": dash,
    });
  const [plus, minus] = [`+${formatNumber(largest)}`, formatNumber(-largest)];
  const second = 36 + textWidth(plus) + 18;
  return [
    line(0, 4, colours.positive),
    textAt(36, y + 12, plus),
    line(second, 4, colours.negative, "7 4"),
    textAt(second + 36, y + 12, minus),
    textAt(second + 36 + textWidth(minus) + 18, y + 12, text.network.key, { fill: colours.soft }),
  ].join("");
}
