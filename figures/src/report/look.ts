import type { Language } from "gradus";
import type { FigureOptions } from "../draw.js";
import { formatNumber } from "../numbers.js";
import { texts, type Texts } from "../text/text.js";
import { html, markup, type Html, type Part } from "./html.js";
import { reportTexts, type ReportTexts } from "./text/text.js";

/** What a section needs besides the facts. */
export interface Look {
  language: Language;
  text: ReportTexts;
  /** Texts of the figures. */
  figureText: Texts;
}

/** A section of the report. */
export interface Section {
  name: keyof ReportTexts["sections"];
  body: Html;
}

/** Writes a section; null if there is nothing to say. */
export type Writer<F> = (facts: F, look: Look) => Html | null;

/** The look of a language. */
export function lookOf(language: Language): Look {
  return { language, text: reportTexts[language], figureText: texts[language] };
}

/** Options of a figure within the report. */
export function figureOptions({ language }: Look, width = 420): FigureOptions {
  return { language, width, theme: "page" };
}

/** A figure with what is to be said of it. */
export function figure(svg: string, caption: Part): Html {
  return html`<figure>
    ${markup(compact(svg))}
    <figcaption>${caption}</figcaption>
  </figure>`;
}

/** Figures side by side where there is room. */
export function grid(...figures: readonly Part[]): Html {
  return html`<div class="grid">${figures}</div>`;
}

/** A column of a table: its heading, and whether it holds numbers. */
export interface Head {
  text: Part;
  isNumber?: boolean;
}

/** A table; the first cell of each row is its heading. */
export function table(
  heads: readonly Head[],
  rows: readonly (readonly Part[])[],
  { caption, marked = [] }: { caption?: Part; marked?: readonly number[] } = {},
): Html {
  const kind = (i: number): Html | false => heads[i]?.isNumber === true && html` class="n"`;
  return html`<div class="scroll" role="group" tabindex="0" ${labelled(caption)}>
    <table>
      ${
        caption !== undefined &&
        html`<caption>
          ${caption}
        </caption>`
      }
      <thead>
        <tr>
          ${heads.map(({ text }, i) => html`<th scope="col" ${kind(i)}>${text}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (cells, r) =>
            html`<tr${marked.includes(r) && html` class="marked"`}>${cells.map((cell, i) =>
              i === 0 ? html`<th scope="row" ${kind(0)}>${cell}</th>` : html`<td${kind(i)}>${cell}</td>`,
            )}</tr>
`,
        )}
      </tbody>
    </table>
  </div>`;
}

function labelled(caption: Part): Html | false {
  return typeof caption === "string" && html` aria-label="${caption}"`;
}

/** Names with what they mean. */
export function pairs(list: readonly (readonly [Part, Part])[]): Html {
  return html`<dl class="pairs">
    ${list.map(
      ([term, value]) =>
        html`<div>
          <dt>${term}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}

/** What may be looked at, but is not shown at once; left out of the print. */
export function more(summary: Part, body: Part): Html {
  return html`<details>
    <summary>${summary}</summary>
    ${body}
  </details>`;
}

/** A number in the text, or a dash where there is none. */
export function number(x: number | null | undefined, digits = 3): string {
  return x === null || x === undefined ? "–" : formatNumber(x, digits);
}

/** Bounds of an interval. */
export function bounds(interval: { lo: number; hi: number } | null | undefined, format = number): string {
  return interval ? `${format(interval.lo)} … ${format(interval.hi)}` : "–";
}

/** How likely a difference would be by chance, as it is told. */
export function pValue(p: number): string {
  return p < 0.001 ? "p < 0.001" : `p = ${p.toFixed(3)}`;
}

const DOTS = /(?:<circle cx="[\d.-]+" cy="[\d.-]+" r="2\.5"\/>){12,}/g;
const DOT = /cx="([\d.-]+)" cy="([\d.-]+)"/g;
const LAYERS = 4;

/** The same figure in fewer letters: clouds of equal circles as a few paths of round ends, so that where many lie it is darker. */
function compact(svg: string): string {
  return svg.replaceAll(DOTS, (circles) => {
    const layers: string[] = Array.from({ length: LAYERS }, () => "");
    let count = 0;
    for (const [, x, y] of circles.matchAll(DOT))
      layers[count++ % LAYERS] += `M${Number(Number(x).toFixed(1))} ${Number(Number(y).toFixed(1))}h0`;
    const style = 'stroke-width="4.6" stroke-linecap="round" stroke-opacity=".42" fill="none"';
    return `<g ${style}>${layers.map((d) => `<path d="${d}"/>`).join("")}</g>`;
  });
}
