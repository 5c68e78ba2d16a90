import "./messages.js";
import { GradusError } from "gradus";
import { MAX_BYTES } from "./options.js";

/** How bytes were packed: gzip with its head, or the bare stream that zip archives hold. */
export type Packing = "gzip" | "deflate-raw";

/**
 * Unpacks bytes, and stops as soon as they outgrow `limit`, whatever their head says of their size.
 *
 * @param packed bytes
 * @param file   name, for messages
 * @param limit  most bytes unpacked
 * @throws GradusError E179 (damaged), E530 (too many bytes)
 */
export async function unpack(
  packed: Uint8Array,
  packing: Packing,
  file: string,
  limit: number = MAX_BYTES,
): Promise<Uint8Array> {
  const source = new Blob([packed]).stream();
  const reader = source.pipeThrough(new DecompressionStream(packing)).getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read().catch((error: unknown) => {
      throw new GradusError(
        "E179",
        { file, format: packing, reason: reasonOf(error) },
        { file },
        { cause: error },
      );
    });
    if (done) break;
    size += value.length;
    if (size > limit) {
      await reader.cancel().catch(() => undefined);
      throw new GradusError("E530", { file, size: `> ${limit}`, unit: "bytes unpacked", limit }, { file });
    }
    chunks.push(value);
  }
  return joined(chunks, size);
}

/** Reason of a foreign error, for a message. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Chunks as one; a single one is not copied. */
export function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
  if (chunks.length === 1) return chunks[0];
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}
