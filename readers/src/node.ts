import { readFile as readFileBytes, stat } from "node:fs/promises";
import { basename } from "node:path";
import { getHeapStatistics } from "node:v8";
import { GradusError, type RawTable } from "gradus";
import { MAX_BYTES, type ReadOptions } from "./options.js";
import { readPacked } from "./read.js";

export { readBytes, readText } from "./read.js";
export type { ReadOptions, TableKind } from "./options.js";

/**
 * A table from a file, or from the standard input if the path is "-".
 *
 * @param path    of the file; messages call the file by the path's last part
 * @param options see ReadOptions
 * @throws GradusError E160 (not found), E161 (folder), E162 (permission), E163 (other), E530 (more than 2 GiB), E531 (more
 *   than the memory at hand), and what readBytes throws
 */
export async function readFile(path: string, options: ReadOptions = {}): Promise<RawTable> {
  const source = options.source ?? (path === "-" ? "standard input" : basename(path));
  const bytes = path === "-" ? await standardInput(source) : await fileBytes(path, source);
  return readPacked(bytes, { ...options, source }, (size) => checkMemory(size, source));
}

async function fileBytes(path: string, file: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(path);
    checkSize(size, file);
    return await readFileBytes(path);
  } catch (error) {
    if (error instanceof GradusError) throw error;
    throw systemError(error, path);
  }
}

async function standardInput(file: string): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    size += chunk.length;
    checkSize(size, file);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function checkSize(size: number, file: string): void {
  if (size > MAX_BYTES)
    throw new GradusError("E530", { file, size, unit: "bytes", limit: MAX_BYTES }, { file });
}

/**
 * Heap per byte of a CSV file. Measured on Node 20.20: 30 MB of cells of 1, 2, 4, 8 characters needed a heap of 14, 10,
 * 12, 8 times their size; together with the quarter left free below, 12 covers them.
 */
const HEAP_PER_BYTE = 12;

/** Refuses before the heap is full, where Node would abort without a word. */
function checkMemory(size: number, file: string): void {
  const { heap_size_limit: limit, used_heap_size: used } = getHeapStatistics();
  const needed = size * HEAP_PER_BYTE;
  const available = 0.75 * (limit - used);
  if (needed <= available) return;
  const mebibytes = (bytes: number): number => Math.ceil(bytes / 2 ** 20);
  const values = {
    file,
    needed: mebibytes(needed),
    available: mebibytes(available),
    suggested: mebibytes(needed * 1.5),
  };
  throw new GradusError("E531", values, { file });
}

/** The error of a system call as one of ours. */
function systemError(error: unknown, path: string): GradusError {
  const code = (error as NodeJS.ErrnoException).code ?? "";
  const values = { file: path };
  const place = { file: path };
  const cause = { cause: error };
  if (code === "ENOENT" || code === "ENOTDIR") return new GradusError("E160", values, place, cause);
  if (code === "EISDIR") return new GradusError("E161", values, place, cause);
  if (code === "EACCES" || code === "EPERM") return new GradusError("E162", values, place, cause);
  const reason = error instanceof Error ? error.message : String(error);
  return new GradusError("E163", { ...values, reason }, place, cause);
}
