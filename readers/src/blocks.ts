import "./messages.js";
import { GradusError } from "gradus";
import { joined, reasonOf } from "./gzip.js";

/** A file that is read in pieces, as often as wanted; Node and the browser each have their own. */
export interface ByteSource {
  /** File name, for messages and for its ending. */
  name: string;
  /** Bytes. */
  size: number;
  /** The bytes in their order. */
  stream(): ReadableStream<Uint8Array>;
  /** The bytes from `start` to before `end`. */
  slice(start: number, end: number): Promise<ArrayBuffer>;
}

/** Some bytes, and how many bytes of the file had been read when they came. */
export interface Block {
  bytes: Uint8Array;
  read: number;
}

/** Most bytes or characters of one line, quoted line ends included: 16 MiB. */
export const MAX_LINE = 2 ** 24;

/**
 * The bytes of a source in blocks that end with a line end. In every encoding but UTF-16 the byte 10 is always a line end, so
 * that each block can be decoded alone.
 *
 * @param size   bytes of a block, about
 * @param isWide whether the text is UTF-16
 * @throws GradusError E179 (damaged gzip), E530 (a line of more than 16 MiB)
 */
export async function* lineBlocks(
  source: ByteSource,
  { size, isPacked, isWide }: { size: number; isPacked: boolean; isWide: boolean },
): AsyncGenerator<Block> {
  let waiting: Uint8Array[] = [];
  let length = 0;
  let read = 0;
  for await (const chunk of bytesOf(source, isPacked)) {
    waiting.push(chunk.bytes);
    length += chunk.bytes.length;
    read = chunk.read;
    if (length < size) continue;
    const bytes = joined(waiting, length);
    const end = isWide ? wideLineEnd(bytes) : lineEnd(bytes);
    if (end > 0) yield { bytes: bytes.subarray(0, end), read };
    waiting = [bytes.slice(end)];
    length -= end;
    if (length > MAX_LINE) throw tooLongLine(source.name);
  }
  if (length > 0) yield { bytes: joined(waiting, length), read };
}

/** The first bytes of a source, unpacked, and whether they are all. */
export async function firstBytes(
  source: ByteSource,
  isPacked: boolean,
  size: number,
): Promise<{ bytes: Uint8Array; isWhole: boolean }> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const { bytes } of bytesOf(source, isPacked)) {
    chunks.push(bytes);
    length += bytes.length;
    if (length > size) return { bytes: joined(chunks, length).subarray(0, size), isWhole: false };
  }
  return { bytes: joined(chunks, length), isWhole: true };
}

/** The error of a line that is longer than any table has. */
export function tooLongLine(file: string): GradusError {
  return new GradusError(
    "E530",
    { file, size: `> ${MAX_LINE}`, unit: "characters in one line", limit: MAX_LINE },
    { file },
  );
}

/** The bytes of a source as they come, unpacked if they are packed. */
async function* bytesOf(source: ByteSource, isPacked: boolean): AsyncGenerator<Block> {
  let read = 0;
  const counted = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      read += chunk.length;
      controller.enqueue(chunk);
    },
  });
  const plain = source.stream().pipeThrough(counted);
  const reader = (isPacked ? plain.pipeThrough(new DecompressionStream("gzip")) : plain).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((error: unknown) => {
        if (error instanceof GradusError || !isPacked) throw error;
        const values = { file: source.name, format: "gzip", reason: reasonOf(error) };
        throw new GradusError("E179", values, { file: source.name }, { cause: error });
      });
      if (done) return;
      yield { bytes: value, read };
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** Index behind the last line end; of a text without LF, behind the last CR that no LF can follow. */
export function lineEnd(bytes: Uint8Array): number {
  const end = bytes.lastIndexOf(10) + 1;
  return end > 0 || bytes.length < 2 ? end : bytes.lastIndexOf(13, bytes.length - 2) + 1;
}

/** As `lineEnd`, in UTF-16. */
export function wideLineEnd(bytes: Uint8Array): number {
  for (let i = (bytes.length & ~1) - 2; i >= 0; i -= 2) {
    if ((bytes[i] === 10 && bytes[i + 1] === 0) || (bytes[i] === 0 && bytes[i + 1] === 10)) return i + 2;
  }
  return 0;
}
