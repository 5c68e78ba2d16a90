import * as Plot from "@observablehq/plot";
import type { Language } from "gradus";
import { parseHTML } from "linkedom";
import { colours, type Colours, type Theme } from "./colours.js";
import { texts, type Texts } from "./text/text.js";

/** How every figure may be drawn. */
export interface FigureOptions {
  /** @default "en" */
  language?: Language;
  /** Pixels. @default 420 */
  width?: number;
  /** @default "light" */
  theme?: Theme;
}

/** What a figure needs besides its data. */
export interface Drawing {
  text: Texts;
  colours: Colours;
  width: number;
}

/** The options of a figure, completed. */
export function drawingOf({ language = "en", width = 420, theme = "light" }: FigureOptions): Drawing {
  return { text: texts[language], colours: colours[theme], width };
}

const FONT =
  'system-ui, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif';

/**
 * A plot as SVG text. The elements live in a document of their own, so that Node.js and browsers give the same bytes.
 *
 * @param title what the figure shows, for those who do not see it
 * @param desc  what is to be seen in it, in a sentence or two
 * @param plot  options of Observable Plot; margins and size included
 */
export function draw(title: string, desc: string, plot: Plot.PlotOptions, { colours }: Drawing): string {
  const { document } = parseHTML("<!doctype html><html><body></body></html>") as unknown as {
    document: Document;
  };
  const svg = Plot.plot({
    ...plot,
    document,
    style: {
      fontFamily: FONT,
      fontSize: "12px",
      color: colours.ink,
      background: "none",
      overflow: "visible",
    },
  });
  for (const part of svg.querySelectorAll("style")) part.remove();
  svg.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", title);
  for (const [name, words] of [
    ["desc", desc],
    ["title", title],
  ]) {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    element.textContent = words;
    svg.prepend(element);
  }
  return tidy((svg as unknown as Element).outerHTML);
}

const PLACES = /\b(cx|cy|x|y|x1|x2|y1|y2|d|width|height|transform|points)="([^"]*)"/g;

/** Hundredths of a pixel are enough. */
function tidy(svg: string): string {
  return svg.replace(
    PLACES,
    (_, name: string, value: string) =>
      `${name}="${value.replace(/-?\d+\.\d{3,}(?:e-?\d+)?/g, (digits) => String(Number(Number(digits).toFixed(2))))}"`,
  );
}
