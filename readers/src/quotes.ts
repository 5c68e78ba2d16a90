import "./messages.js";
import { GradusError } from "gradus";
import { placeWithin, type Piece } from "./excerpt.js";

/**
 * The text of a CSV file with every line end outside quotes as LF and a line end after the last record, so that the
 * parser sees one kind of line end; quoted cells are left as they are. Refuses what a parser would have to guess at:
 * a quote that is never closed, and text after a closing quote. Linear in the length of the text.
 *
 * @param piece     the whole text without a mark at the start, or whole records of it
 * @param delimiter one character
 * @param source    name of the file, for messages
 * @throws GradusError E172 (quote never closed), E173 (text after a closing quote)
 */
export function unifyLineEnds(piece: Piece, delimiter: string, source: string): string {
  const { text } = piece;
  const pieces: string[] = [];
  let outside = 0; // start of the piece outside quotes that is not yet in `pieces`
  let quote = text.indexOf('"');
  while (quote !== -1) {
    // A quote opens a cell only at its start; elsewhere it is a character like any other (5" pipe).
    if (!isCellStart(text, quote, delimiter)) {
      quote = text.indexOf('"', quote + 1);
      continue;
    }
    const end = afterClosingQuote(text, quote);
    if (end === -1) {
      const place = placeWithin(piece, source, quote);
      throw new GradusError("E172", { line: place.line }, place);
    }
    if (!isCellEnd(text, end, delimiter)) {
      const place = placeWithin(piece, source, end);
      const { line: start } = placeWithin(piece, source, quote);
      throw new GradusError("E173", { line: place.line, start }, place);
    }
    pieces.push(withLineFeeds(text.slice(outside, quote)), text.slice(quote, end));
    outside = end;
    quote = text.indexOf('"', end);
  }
  pieces.push(withLineFeeds(text.slice(outside)));
  const unified = pieces.length === 1 ? pieces[0] : pieces.join("");
  return unified.endsWith("\n") ? unified : `${unified}\n`;
}

/**
 * How far a text that may break off anywhere holds whole records.
 *
 * @returns `end`: index behind the last line end outside quotes, 0 if there is none; `open`: index of the quote that is still
 *   open at the end of the text, −1 if none is
 */
export function wholeRecords(text: string, delimiter: string): { end: number; open: number } {
  let end = 0;
  let outside = 0;
  let quote = text.indexOf('"');
  while (quote !== -1) {
    if (!isCellStart(text, quote, delimiter)) {
      quote = text.indexOf('"', quote + 1);
      continue;
    }
    end = behindLastLineEnd(text, outside, quote) ?? end;
    outside = afterClosingQuote(text, quote);
    if (outside === -1) return { end, open: quote };
    quote = text.indexOf('"', outside);
  }
  return { end: behindLastLineEnd(text, outside, text.length) ?? end, open: -1 };
}

function behindLastLineEnd(text: string, from: number, to: number): number | undefined {
  for (let i = to - 1; i >= from; i--) {
    const code = text.charCodeAt(i);
    if (code === 10 || code === 13) return i + 1;
  }
  return undefined;
}

function isCellStart(text: string, quote: number, delimiter: string): boolean {
  const before = text[quote - 1];
  return before === undefined || before === delimiter || before === "\n" || before === "\r";
}

/** Index after the quote that closes the cell, or −1; doubled quotes belong to the cell. */
function afterClosingQuote(text: string, quote: number): number {
  let close = text.indexOf('"', quote + 1);
  while (close !== -1 && text[close + 1] === '"') close = text.indexOf('"', close + 2);
  return close === -1 ? -1 : close + 1;
}

/** Whether only blanks stand between `end` and the end of the cell. */
function isCellEnd(text: string, end: number, delimiter: string): boolean {
  let i = end;
  while ((text[i] === " " || text[i] === "\t") && text[i] !== delimiter) i++;
  const after = text[i];
  return after === undefined || after === delimiter || after === "\n" || after === "\r";
}

function withLineFeeds(text: string): string {
  return text.includes("\r") ? text.replaceAll("\r\n", "\n").replaceAll("\r", "\n") : text;
}
