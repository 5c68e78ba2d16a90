import "../messages/table.js";
import { categoryColumn } from "./columns.js";
import { booleanColumn, dateColumn, numberColumn, tellNumbers } from "./typed.js";
import { parseDates } from "./dates.js";
import { refuseInfinite } from "./infer.js";
import { cellError, readNumbers, refuseCell, type ColumnReader } from "./reading.js";
import type { Column, ColumnType } from "./table.js";
import { booleanWord } from "./words.js";

/**
 * The column as the given type. A cell that does not fit is refused, or its row is left out.
 *
 * @throws GradusError E121 not a number, E122 infinite, E124 not yes or no, E125 not a date, E127 day and month not to be told apart
 */
export function forceType(reader: ColumnReader, wanted: ColumnType): Column {
  switch (wanted) {
    case "number":
      return forceNumbers(reader);
    case "boolean":
      return forceBooleans(reader);
    case "date":
      return forceDates(reader);
    case "category":
      return categoryColumn(reader.name, plainWords(reader));
    case "text": {
      const texts = plainWords(reader);
      return {
        name: reader.name,
        missing: texts.filter((text) => text === null).length,
        type: "text",
        texts,
      };
    }
    default:
      wanted satisfies never;
      throw new RangeError(`Cannot read column "${reader.name}": expected a type, got "${String(wanted)}"`);
  }
}

function forceNumbers(reader: ColumnReader): Column {
  const column = readNumbers(reader);
  for (const r of column.strays) refuseCell(reader, "E121", r);
  refuseInfinite(reader, column);
  tellNumbers(reader, column);
  return numberColumn(reader, column);
}

function forceBooleans(reader: ColumnReader): Column {
  const codes = Int32Array.from(reader.cells, (cell, r) => {
    if (cell === null) return -1;
    const word = String(cell);
    const value = word === "0" ? 0 : word === "1" ? 1 : booleanWord(word)?.value;
    if (value === undefined) refuseCell(reader, "E124", r);
    return value ?? -1;
  });
  return booleanColumn(reader.name, codes, ["false", "true"]);
}

function forceDates(reader: ColumnReader): Column {
  const words = plainWords(reader).map((word) =>
    word !== null && reader.words.amongNumbers.has(word.toLowerCase()) ? null : word,
  );
  const dates = parseDates(words, 1);
  if (dates !== null && "ambiguous" in dates) throw cellError(reader, "E127", words.indexOf(dates.ambiguous));
  if (dates !== null) {
    for (const r of dates.strays) refuseCell(reader, "E125", r);
    return dateColumn(reader.name, dates.values);
  }
  const first = words.findIndex((word) => word !== null);
  if (first >= 0) throw cellError(reader, "E125", first);
  return dateColumn(reader.name, new Float64Array(words.length).fill(NaN));
}

/** Every cell that is not missing as a word; a level may be a dash. */
function plainWords({ cells }: ColumnReader): (string | null)[] {
  return cells.map((cell) =>
    cell === null ? null : cell instanceof Date ? cell.toISOString() : String(cell),
  );
}
