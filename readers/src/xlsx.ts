import "./messages.js";
import { GradusError, warning, type Cell, type RawTable, type Warning } from "gradus";
import { reasonOf } from "./gzip.js";
import { checkColumnCount, defaultNames, hasHeader, nameColumns } from "./header.js";
import { type ReadOptions, sourceName } from "./options.js";
import { storedZip, zipContent, type ZipEntry, zipEntries } from "./zip.js";

/** Most bytes of the XML of a workbook, unpacked: 512 MiB. */
const MAX_XML = 2 ** 29;

/** A sheet as read-excel-file gives it. */
interface Sheet {
  sheet: string;
  data: unknown[][];
}

/**
 * A table from a sheet of an XLSX workbook (read-excel-file parses). Numbers, texts, true and false, and dates keep
 * their type; formulas give the values stored with them, formula errors count as missing and are told. Rows and columns
 * around the table that hold nothing are left out.
 *
 * @param bytes   the workbook
 * @param options `sheet`, `header`, `renameDuplicates`, `source`
 * @throws GradusError E032 (no such sheet), E100, E164 (no workbook), E169, E174–E177, E179, E530
 */
export async function readXlsx(bytes: Uint8Array, options: ReadOptions): Promise<RawTable> {
  const file = sourceName(options);
  const { archive, formulaErrors } = await repacked(bytes, file);
  const sheets = await parseSheets(archive, file);
  const { sheet, warnings } = chooseSheet(sheets, options);
  if (formulaErrors > 0) warnings.push(warning("W172", { file, count: formulaErrors }));

  const rows = sheet.data.map((row) => row.map(toCell)).filter((row) => row.some((cell) => cell !== null));
  const first = rows[0];
  if (first === undefined) throw new GradusError("E100", { file, needed: 2 }, { file });
  checkColumnCount(first.length, options);
  const texts = first.map((cell) => (cell === null ? "" : cellText(cell)));
  const { isHeader, warnings: headerWarnings } = hasHeader(texts, options);
  const body = isHeader ? rows.slice(1) : rows;
  if (body.length === 0) throw new GradusError("E169", { file }, { file });
  const cells = first.map((_, j) => body.map((row) => row[j] ?? null));
  const named = nameColumns(isHeader ? texts : defaultNames(first.length), cells, options);
  return {
    source: file,
    columns: named.columns,
    rows: body.length,
    format: { kind: "xlsx" },
    warnings: [...warnings, ...headerWarnings, ...named.warnings],
  };
}

/**
 * The workbook's XML, unpacked here under a limit: the parser's own unpacking trusts the sizes in the archive, and
 * starts a worker from a text, which a page's Content-Security-Policy forbids.
 */
async function repacked(
  bytes: Uint8Array,
  file: string,
): Promise<{ archive: ArrayBuffer; formulaErrors: number }> {
  const entries = zipEntries(bytes, file);
  const other = otherArchive(entries);
  if (other !== undefined) throw new GradusError("E164", { file, format: other }, { file });
  const wanted = entries.filter(({ name }) => name.endsWith(".xml") || name.endsWith(".xml.rels"));
  const size = wanted.reduce((sum, entry) => sum + entry.size, 0);
  if (size > MAX_XML)
    throw new GradusError("E530", { file, size, unit: "bytes of XML", limit: MAX_XML }, { file });
  const files: { entry: ZipEntry; content: Uint8Array }[] = [];
  let formulaErrors = 0;
  for (const entry of wanted) {
    const content = await zipContent(bytes, entry, file);
    if (entry.name.startsWith("xl/worksheets/")) formulaErrors += countFormulaErrors(content);
    files.push({ entry, content });
  }
  return { archive: storedZip(files), formulaErrors };
}

/** What an archive is, if it is no XLSX workbook. */
function otherArchive(entries: readonly ZipEntry[]): string | undefined {
  const names = entries.map(({ name }) => name);
  if (names.includes("xl/workbook.xml")) return undefined;
  if (names.includes("xl/workbook.bin")) return "XLSB";
  if (names.includes("word/document.xml")) return "DOCX";
  if (names.some((name) => name.startsWith("ppt/"))) return "PPTX";
  if (names.includes("META-INF/manifest.xml") && names.includes("content.xml")) return "ODS / OpenDocument";
  if (names.some((name) => name.endsWith("/data.pkl"))) return "Python pickle (PyTorch)";
  if (names.some((name) => name.endsWith(".npy"))) return "NumPy (npz)";
  return "ZIP";
}

async function parseSheets(archive: ArrayBuffer, file: string): Promise<Sheet[]> {
  try {
    const { default: readWorkbook } = await import("read-excel-file/universal");
    return await readWorkbook(archive);
  } catch (error) {
    throw new GradusError(
      "E179",
      { file, format: "XLSX", reason: reasonOf(error) },
      { file },
      { cause: error },
    );
  }
}

/** The sheet that is asked for, or the first that holds something; the others are told. */
function chooseSheet(sheets: readonly Sheet[], options: ReadOptions): { sheet: Sheet; warnings: Warning[] } {
  const file = sourceName(options);
  const { sheet: wanted } = options;
  const names = sheets.map(({ sheet }) => `"${sheet}"`).join(", ");
  if (wanted !== undefined) {
    const number = typeof wanted === "number" ? wanted : Number(wanted);
    const found = sheets.find(({ sheet }) => sheet === String(wanted)) ?? sheets[number - 1];
    if (found === undefined) throw new GradusError("E032", { file, given: wanted, sheets: names }, { file });
    return { sheet: found, warnings: [] };
  }
  const full = sheets.filter(({ data }) => data.length > 0);
  const sheet = full[0];
  if (sheet === undefined) throw new GradusError("E100", { file, needed: 2 }, { file });
  const others = full.slice(1).map(({ sheet }) => `"${sheet}"`);
  const told = warning("W170", { file, sheet: sheet.sheet, others: others.join(", ") });
  return { sheet, warnings: others.length === 0 ? [] : [told] };
}

function toCell(value: unknown): Cell {
  if (typeof value === "string") return value.trim() === "" ? null : value;
  if (typeof value === "number" || typeof value === "boolean" || value instanceof Date) return value;
  return null;
}

function cellText(cell: Exclude<Cell, null>): string {
  return cell instanceof Date ? cell.toISOString().slice(0, 10) : String(cell);
}

/** Cells whose stored value is an error: `<c … t="e">`. */
function countFormulaErrors(sheet: Uint8Array): number {
  return new TextDecoder().decode(sheet).split(' t="e"').length - 1;
}
