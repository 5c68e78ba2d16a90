import "./messages.js";
import { GradusError } from "gradus";

/** Delimiters that are looked for, the likelier first. */
const CANDIDATES = [",", ";", "\t", "|"] as const;
/** Characters and records of the start of a file that decide. */
const SAMPLE_LENGTH = 65_536;
const SAMPLE_RECORDS = 100;

/**
 * The delimiter of a CSV text: among , ; tab | the one that gives the header at least two cells and most records as
 * many as the header; of equals the one with more columns. A text of one column gives ",".
 *
 * @example
 * sniffDelimiter("x;y\n1,5;2,5\n") // ";"
 */
export function sniffDelimiter(text: string): string {
  let best = ",";
  let bestShare = 0;
  let bestColumns = 1;
  for (const delimiter of CANDIDATES) {
    const counts = cellCounts(text, delimiter);
    const columns = counts[0] ?? 1;
    if (columns < 2) continue;
    const share = counts.filter((count) => count === columns).length / counts.length;
    if (share > bestShare || (share === bestShare && columns > bestColumns)) {
      best = delimiter;
      bestShare = share;
      bestColumns = columns;
    }
  }
  return best;
}

/**
 * A delimiter as the user gives it, as one character; "tab" and "\t" are the tab.
 *
 * @throws GradusError E031 if it is not one character, or is a quote or a line end
 */
export function checkedDelimiter(given: string): string {
  if (given === "tab" || given === String.raw`\t`) return "\t";
  if (given.length !== 1 || '"\n\r\u0000\ufeff'.includes(given)) throw new GradusError("E031", { given });
  return given;
}

/** Cells of each of the first records, blank lines left out, quotes minded. */
function cellCounts(text: string, delimiter: string): number[] {
  const counts: number[] = [];
  const end = Math.min(text.length, SAMPLE_LENGTH);
  let cells = 1;
  let isQuoted = false;
  let cellStart = 0;
  let recordStart = 0;
  for (let i = 0; i < end && counts.length < SAMPLE_RECORDS; i++) {
    const character = text[i];
    if (character === '"' && (isQuoted || i === cellStart)) {
      isQuoted = !isQuoted;
      // A doubled quote closes and opens again.
      if (!isQuoted) cellStart = i + 1;
    } else if (isQuoted) {
      continue;
    } else if (character === delimiter) {
      cells++;
      cellStart = i + 1;
    } else if (character === "\n" || character === "\r") {
      if (i > recordStart) counts.push(cells);
      cells = 1;
      cellStart = i + 1;
      recordStart = i + 1;
    }
  }
  // The last record counts if the text ends with it, or if there is no other.
  const isWhole = end === text.length && recordStart < end;
  if (counts.length < SAMPLE_RECORDS && (isWhole || counts.length === 0)) counts.push(cells);
  return counts;
}
