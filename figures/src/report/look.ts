import { formatValue, type Language } from "gradus";
import type { FigureOptions } from "../draw.js";
import { formatNumber } from "../numbers.js";
import { texts, type Texts } from "../text/text.js";
import { write, markup, type Html, type Part } from "./html.js";
import { compact } from "./compact.js";
import { reportTexts, type ReportTexts } from "./text/text.js";

/** What a section needs besides the facts. */
export interface Look {
  language: Language;
  text: ReportTexts;
  /** Texts of the figures. */
  figureText: Texts;
}

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
  return write`<figure>
    ${markup(compact(svg))}
    <figcaption>${caption}</figcaption>
  </figure>`;
}

/** A line with a formula, which may be wider than a narrow window: it then has a frame of its own to be moved in. */
export function formulaLine(line: Part, { text }: Look): Html {
  return write`<div class="formula" role="group" tabindex="0" aria-label="${text.formula}">${line}</div>`;
}

/** Figures side by side where there is room. */
export function grid(...figures: readonly Part[]): Html {
  return write`<div class="grid">${figures}</div>`;
}

/** Three small figures side by side where there is room. */
export function trio(...figures: readonly Part[]): Html {
  return write`<div class="grid trio">${figures}</div>`;
}

/** A column of a table: its heading, and whether it holds numbers. */
export interface Head {
  text: Part;
  isNumber?: boolean;
}

/**
 * A table; the first cell of each row is its heading. One that is wider than a printed page comes in blocks of columns, each with the
 * headings of the rows, and its number behind the caption.
 *
 * @param caption what the table holds: shown above it
 * @param label   the same, where a heading has just said it: for those who do not see the table
 */
export function table(
  heads: readonly Head[],
  rows: readonly (readonly Part[])[],
  { caption, label, marked = [] }: { caption?: string; label?: string; marked?: readonly number[] },
): Html {
  const isDense = heads.length > DENSE;
  const blocks = blocksOf(heads, rows, isDense);
  const parts = blocks.map((places, b) => {
    const numbered = (name: string | undefined): string | undefined =>
      name === undefined || blocks.length === 1 ? name : `${name} (${b + 1} / ${blocks.length})`;
    return oneTable(
      places.map((i) => heads[i]),
      rows.map((cells) => places.map((i) => cells[i])),
      { caption: numbered(caption), label: numbered(label), marked, isDense },
    );
  });
  return write`${parts}`;
}

const DENSE = 9; // columns, above which the letters are smaller
/** Widths in the letters' size: of a printed page with small and with usual letters, of a sign, and around a column. */
const WIDTHS = { dense: 76, usual: 60, sign: 0.6, wideSign: 1, around: 1.2, most: 10 } as const;

/** Columns of each block, the first column in all of them. */
function blocksOf(heads: readonly Head[], rows: readonly (readonly Part[])[], isDense: boolean): number[][] {
  const room = isDense ? WIDTHS.dense : WIDTHS.usual;
  const widths = heads.map((head, i) =>
    widthOf(
      head,
      rows.map((cells) => cells[i]),
    ),
  );
  const blocks: number[][] = [];
  let left = 0;
  for (let i = 1; i < heads.length; i++) {
    if (blocks.length === 0 || left < widths[i]) {
      blocks.push([0]);
      left = room - widths[0];
    }
    blocks.at(-1)!.push(i);
    left -= widths[i];
  }
  return blocks.length === 0 ? [[...heads.keys()]] : blocks;
}

/** Least width of a column: numbers stay in one line, words may be broken at blanks. */
function widthOf({ text, isNumber = false }: Head, cells: readonly Part[]): number {
  const longest = (part: Part, isWhole: boolean): number => {
    const plain = write`${part}`.text
      .replaceAll("<wbr>", isWhole ? "" : " ")
      .replaceAll(/<[^>]*>/g, "")
      .replaceAll(/&\w+;|&#\d+;/g, "x")
      .trim();
    const words = isWhole ? [plain] : plain.split(/\s+/);
    const size = (word: string): number =>
      Array.from(word).reduce((sum, sign) => sum + (sign > "\u2e80" ? WIDTHS.wideSign : WIDTHS.sign), 0);
    return Math.min(Math.max(...words.map(size)), isWhole ? Infinity : WIDTHS.most);
  };
  return Math.max(longest(text, false), ...cells.map((cell) => longest(cell, isNumber))) + WIDTHS.around;
}

function oneTable(
  heads: readonly Head[],
  rows: readonly (readonly Part[])[],
  {
    caption,
    label,
    marked,
    isDense,
  }: { caption: string | undefined; label: string | undefined; marked: readonly number[]; isDense: boolean },
): Html {
  const kind = (i: number): Html | false => heads[i]?.isNumber === true && write` class="n"`;
  return write`<div class="scroll${rows.length <= 18 && " short"}${isDense && " dense"}" role="group" tabindex="0" aria-label="${caption ?? label}">
    <table>
      ${
        caption !== undefined &&
        write`<caption>
          ${caption}
        </caption>`
      }
      <thead>
        <tr>
          ${heads.map(({ text }, i) => write`<th scope="col" ${kind(i)}>${text}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (cells, r) =>
            write`<tr${marked.includes(r) && write` class="marked"`}>${cells.map((cell, i) =>
              i === 0 ? write`<th scope="row" ${kind(0)}>${cell}</th>` : write`<td${kind(i)}>${cell}</td>`,
            )}</tr>
`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** Names with what they mean. */
export function pairs(list: readonly (readonly [Part, Part])[]): Html {
  return write`<dl class="pairs">
    ${list.map(
      ([term, value]) =>
        write`<div>
          <dt>${term}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}

/** What may be looked at, but is not shown at once; left out of the print. */
export function more(summary: Part, body: Part): Html {
  return write`<details>
    <summary>${summary}</summary>
    ${body}
  </details>`;
}

const NOTHING = 1e-12; // what rounding leaves of 0
const [SMALL, LARGE] = [1e-3, 1e6];

/** A number in the text, a trailing zero where it is rounded to one; a dash where there is none. */
export function number(x: number | null | undefined, digits = 3): string {
  if (x === null || x === undefined) return "–";
  const size = Math.abs(x);
  if (size < NOTHING) return "0";
  return size < SMALL || size >= LARGE ? formatNumber(x, digits) : formatValue(x, { digits });
}

/** Words as the beginning of a sentence. */
export function capital(words: string): string {
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

/** Bounds of an interval. */
export function bounds(interval: { lo: number; hi: number } | null | undefined, format = number): string {
  return interval ? `${format(interval.lo)} … ${format(interval.hi)}` : "–";
}

/** How likely a difference would be by chance, as it is told. */
export function pValue(p: number): string {
  return p < 0.001 ? "p < 0.001" : `p = ${p.toFixed(3)}`;
}
