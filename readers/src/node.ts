import "./messages.js";
import { open, readFile as readFileBytes, rm, stat, statfs, type FileHandle } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { getHeapStatistics } from "node:v8";
import { GradusError, type RawTable, type RowStore, type TableSource } from "gradus";
import { MAX_BYTES, type ReadOptions } from "./options.js";
import { readPacked } from "./read.js";
import { streamTable, type ByteSource, type StreamOptions } from "./stream.js";

export { readBytes, readText } from "./read.js";
export type { StreamOptions } from "./stream.js";
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

/**
 * A table that is read from a file in parts, for `trainStream`: see `streamTable`.
 *
 * @throws GradusError E160–E163 if there is no such file that can be read, and what `streamTable` throws
 * @example
 * // const source = await streamFile("large.csv");
 */
export async function streamFile(path: string, options: StreamOptions = {}): Promise<TableSource> {
  const source = options.source ?? basename(path);
  return streamTable(await fileSource(path, source), { ...options, source });
}

/**
 * A place for encoded rows in a file of the given folder. The file is deleted when the store is closed.
 *
 * @param folder @default the system's folder for temporary files
 * @returns what `trainStream` takes: makes a store for a number of bytes
 * @throws GradusError E533 where the disk has less room, E400 where nothing can be written
 */
export function fileStore(folder: string = tmpdir()): (bytes: number) => Promise<RowStore> {
  return async (bytes) => {
    const path = join(folder, `gradus-${process.pid}-${Date.now().toString(36)}.rows`);
    try {
      const { bavail, bsize } = await statfs(folder);
      const available = bavail * bsize;
      if (bytes > available) throw new GradusError("E533", { folder, needed: bytes, available });
      const file = await open(path, "wx+", 0o600);
      // Where a file may be deleted while it is open, nothing is left behind even if the process is killed.
      const isGone = await rm(path).then(
        () => true,
        () => false,
      );
      return rowsIn(file, folder, () => (isGone ? Promise.resolve() : rm(path, { force: true })));
    } catch (error) {
      throw error instanceof GradusError ? error : storeError(error, folder);
    }
  };
}

function rowsIn(file: FileHandle, folder: string, remove: () => Promise<void>): RowStore {
  let end = 0;
  let isOpen = true;
  return {
    async append(rows) {
      const bytes = new Uint8Array(rows.buffer, rows.byteOffset, rows.byteLength);
      for (let done = 0; done < bytes.length;) {
        const { bytesWritten } = await file.write(bytes, done, bytes.length - done, end).catch((error) => {
          throw storeError(error, folder);
        });
        done += bytesWritten;
        end += bytesWritten;
      }
    },
    async read(at, target) {
      const bytes = new Uint8Array(target.buffer, target.byteOffset, target.byteLength);
      for (let done = 0; done < bytes.length;) {
        const { bytesRead } = await file.read(bytes, done, bytes.length - done, 4 * at + done);
        if (bytesRead === 0)
          throw new RangeError(`Cannot read row values from ${at} on: the store ends before`);
        done += bytesRead;
      }
    },
    async close() {
      if (!isOpen) return;
      isOpen = false;
      await file.close();
      await remove();
    },
  };
}

function storeError(error: unknown, folder: string): GradusError {
  const reason = error instanceof Error ? error.message : String(error);
  return new GradusError("E400", { file: folder, reason }, { file: folder }, { cause: error });
}

/** A file as a source of bytes. */
async function fileSource(path: string, name: string): Promise<ByteSource> {
  const size = await stat(path)
    .then((found) => {
      if (found.isDirectory()) throw new GradusError("E161", { file: path }, { file: path });
      return found.size;
    })
    .catch((error: unknown) => {
      throw error instanceof GradusError ? error : systemError(error, path);
    });
  const opened = (): Promise<FileHandle> =>
    open(path).catch((error: unknown) => {
      throw systemError(error, path);
    });
  return {
    name,
    size,
    stream() {
      let file: FileHandle | undefined;
      return new ReadableStream<Uint8Array>(
        {
          async pull(controller) {
            file ??= await opened();
            const { bytesRead, buffer } = await file.read(new Uint8Array(READ));
            if (bytesRead > 0) return controller.enqueue(buffer.subarray(0, bytesRead));
            await file.close();
            controller.close();
          },
          cancel: () => file?.close(),
        },
        { highWaterMark: 1 },
      );
    },
    async slice(start, end) {
      const file = await opened();
      try {
        const bytes = new Uint8Array(end - start);
        let done = 0;
        for (let count = -1; count !== 0 && done < bytes.length; done += count)
          count = (await file.read(bytes, done, bytes.length - done, start + done)).bytesRead;
        return done === bytes.length ? bytes.buffer : bytes.buffer.slice(0, done);
      } finally {
        await file.close();
      }
    },
  };
}

/** Bytes that are asked for at once. */
const READ = 2 ** 17;

/**
 * The bytes of a file as they are.
 *
 * @param file what messages call it
 * @throws GradusError E160 (not found), E161 (folder), E162 (permission), E163 (other), E530 (more than 2 GiB)
 */
export async function fileBytes(path: string, file: string): Promise<Uint8Array> {
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
