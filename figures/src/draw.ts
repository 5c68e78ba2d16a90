import type { Language } from "gradus";
import { colours, type Colours, type Theme } from "./colours.js";
import { cutTo, textWidth, wrapped } from "./measure.js";
import { element, escaped, textAt } from "./svg.js";
import { texts, type Texts } from "./text/text.js";

/** How every figure may be drawn. */
export interface FigureOptions {
  /** @default "en" */
  language?: Language;
  /** Pixels, from 240. @default 420 */
  width?: number;
  /** @default "light" */
  theme?: Theme;
  /** With a ground, a margin and its title, as a file of its own; else as a part of a page, which has its own headings. @default false */
  standalone?: boolean;
}

/** What a figure needs besides its data. */
export interface Drawing {
  text: Texts;
  language: Language;
  colours: Colours;
  /** Pixels to draw in. */
  width: number;
  standalone: boolean;
}

const LEAST_WIDTH = 240;
const MARGIN = 16; // around a figure that stands alone
const TITLE = { size: 15, line: 20 };

/** The options of a figure, completed. */
export function drawingOf(options: FigureOptions): Drawing {
  const { language = "en", width = 420, theme = "light", standalone = false } = options;
  if (!(width >= LEAST_WIDTH && width <= 4000))
    throw new RangeError(`Cannot draw: expected a width from ${LEAST_WIDTH} to 4000 pixels, got ${width}`);
  const inner = standalone ? width - 2 * MARGIN : width;
  return { text: texts[language], language, colours: colours[theme], width: inner, standalone };
}

/** Part of a figure: elements that begin at 0, 0, and their size. */
export interface Drawn {
  content: string;
  width: number;
  height: number;
}

const GAP = 12; // between the lines of parts in columns

/** Parts in columns, line by line. */
export function inColumns(parts: readonly Drawn[], columns: number, width: number): Drawn {
  const content: string[] = [];
  let y = 0;
  for (let first = 0; first < parts.length; first += columns) {
    const line = parts.slice(first, first + columns);
    line.forEach((part, k) => {
      const x = Math.round((k * width) / columns);
      const isMoved = x > 0 || y > 0;
      content.push(
        isMoved ? element("g", { transform: `translate(${x},${y})` }, part.content) : part.content,
      );
    });
    const isLast = first + columns >= parts.length;
    y += Math.max(...line.map(({ height }) => height)) + (columns > 1 && !isLast ? GAP : 0);
  }
  return { content: content.join(""), width, height: y };
}

/** Type of all figures. */
export const FONT =
  'system-ui, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif';

/**
 * A figure as SVG text, of parts one below the other.
 *
 * @param title what the figure shows, for those who do not see it
 * @param desc  what is to be seen in it, in a sentence or two
 */
export function figure(title: string, desc: string, parts: readonly Drawn[], drawing: Drawing): string {
  const { colours, language, standalone, width } = drawing;
  const [margin, heading] = standalone
    ? [MARGIN, headingOf(title, drawing)]
    : [0, { content: "", height: 0 }];
  const top = margin + heading.height;
  const { content, height } = inColumns(parts, 1, width);
  const body =
    margin === 0 && top === 0 ? content : element("g", { transform: `translate(${margin},${top})` }, content);
  const y = top + height;
  const [w, h] = [width + 2 * margin, Math.ceil(y + margin)];
  return element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      width: w,
      height: h,
      viewBox: `0 0 ${w} ${h}`,
      role: "img",
      lang: language === "zh" ? "zh-CN" : "en",
      "font-family": FONT,
      "font-size": 12,
      fill: colours.ink,
      color: colours.ink,
    },
    element("title", {}, escaped(title)),
    element("desc", {}, escaped(desc)),
    standalone ? element("rect", { width: w, height: h, fill: colours.card }) : "",
    heading.content,
    body,
  );
}

function headingOf(title: string, { width }: Drawing): { content: string; height: number } {
  const lines = wrapped(title, width, { size: TITLE.size, isBold: true });
  return {
    content: lines
      .map((line, i) =>
        textAt(MARGIN, MARGIN + TITLE.size - 2 + i * TITLE.line, line, {
          "font-size": TITLE.size,
          "font-weight": 600,
        }),
      )
      .join(""),
    height: lines.length * TITLE.line + 6,
  };
}

/** An entry of a legend: how a mark looks, and what it stands for. */
export interface LegendEntry {
  name: string;
  colour: string;
  /** @default "line" */
  mark?: "line" | "dot" | "box";
  dash?: string | undefined;
  opacity?: number;
}

const SAMPLE = 22;
const ROW = 18;

/** A legend in as many lines as it needs. */
export function legendOf(entries: readonly LegendEntry[], width: number, { soft }: Colours): Drawn {
  let [x, y] = [0, 0];
  const content = entries.map((entry) => {
    const name = cutTo(entry.name, width - SAMPLE - 8);
    const wide = SAMPLE + 6 + textWidth(name) + 14;
    if (x > 0 && x + wide - 14 > width) [x, y] = [0, y + ROW];
    const drawn = element(
      "g",
      { transform: `translate(${x},${y})` },
      sampleOf(entry),
      textAt(SAMPLE + 6, 12, name, { fill: soft }),
    );
    x += Math.ceil(wide);
    return drawn;
  });
  return { content: content.join(""), width, height: entries.length === 0 ? 0 : y + ROW + 4 };
}

function sampleOf({ colour, mark = "line", dash, opacity }: LegendEntry): string {
  if (mark === "dot")
    return element("circle", {
      cx: SAMPLE / 2,
      cy: 8,
      r: 3.5,
      fill: "none",
      stroke: colour,
      "stroke-width": 1.5,
    });
  if (mark === "box")
    return element("rect", { x: 4, y: 2, width: 14, height: 12, fill: colour, "fill-opacity": opacity });
  return element("line", {
    x1: 0,
    x2: SAMPLE,
    y1: 8,
    y2: 8,
    stroke: colour,
    "stroke-width": 2,
    "stroke-dasharray": dash,
  });
}
