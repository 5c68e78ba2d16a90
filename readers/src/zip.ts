import "./messages.js";
import { GradusError } from "gradus";
import { unpack } from "./gzip.js";

/** One file of a zip archive, as its central directory tells. */
export interface ZipEntry {
  name: string;
  /** 0 stored, 8 deflated. */
  method: number;
  crc: number;
  packedSize: number;
  size: number;
  /** Where its local head begins. */
  offset: number;
}

/**
 * The files of a zip archive (PKWARE APPNOTE 6.3, sections 4.3.12 and 4.3.16).
 *
 * @throws GradusError E179 if the directory is damaged, or the archive needs zip64, which no workbook does
 */
export function zipEntries(bytes: Uint8Array, file: string): ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = endRecord(view);
  if (end === -1) throw damaged(file, "no zip directory");
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  const entries: ZipEntry[] = [];
  for (let i = 0; i < count; i++) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== 0x02014b50)
      throw damaged(file, "bad zip directory");
    const nameLength = view.getUint16(at + 28, true);
    const entry = {
      name: new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength)),
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      packedSize: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      offset: view.getUint32(at + 42, true),
    };
    if (entry.size === 0xffffffff || entry.offset === 0xffffffff) throw damaged(file, "zip64");
    entries.push(entry);
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}

/**
 * The bytes of one file of the archive; never more than its directory promises.
 *
 * @throws GradusError E179 if it is damaged, encrypted or packed otherwise than by deflate
 */
export async function zipContent(bytes: Uint8Array, entry: ZipEntry, file: string): Promise<Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { offset, packedSize, size, method } = entry;
  const isHead = offset + 30 <= bytes.length && view.getUint32(offset, true) === 0x04034b50;
  if (!isHead) throw damaged(file, `no head of ${entry.name}`);
  if ((view.getUint16(offset + 6, true) & 1) !== 0) throw damaged(file, "encrypted");
  const start = offset + 30 + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
  const packed = bytes.subarray(start, start + packedSize);
  if (packed.length !== packedSize) throw damaged(file, `${entry.name} is cut off`);
  if (method !== 0 && method !== 8) throw damaged(file, `packing method ${method}`);
  const content = method === 0 ? packed : await inflated(packed, entry, file);
  if (content.length !== size)
    throw damaged(file, `${entry.name} has ${content.length} bytes instead of ${size}`);
  return content;
}

async function inflated(packed: Uint8Array, { name, size }: ZipEntry, file: string): Promise<Uint8Array> {
  try {
    return await unpack(packed, "deflate-raw", file, size);
  } catch (error) {
    if (error instanceof GradusError && error.code !== "E530") throw error;
    throw damaged(file, `${name} is larger than its directory says`);
  }
}

/** A zip archive that stores files unpacked, as the platform's own inflate left them. */
export function storedZip(files: readonly { entry: ZipEntry; content: Uint8Array }[]): ArrayBuffer {
  const names = files.map(({ entry }) => new TextEncoder().encode(entry.name));
  const size = files.reduce((sum, { content }, i) => sum + content.length + 76 + 2 * names[i].length, 22);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  const offsets: number[] = [];
  let at = 0;
  files.forEach(({ entry, content }, i) => {
    offsets.push(at);
    view.setUint32(at, 0x04034b50, true);
    writeCommon(view, at + 4, entry.crc, content.length, names[i].length);
    bytes.set(names[i], at + 30);
    bytes.set(content, at + 30 + names[i].length);
    at += 30 + names[i].length + content.length;
  });
  const directory = at;
  files.forEach(({ entry, content }, i) => {
    view.setUint32(at, 0x02014b50, true);
    writeCommon(view, at + 6, entry.crc, content.length, names[i].length);
    view.setUint32(at + 42, offsets[i], true);
    bytes.set(names[i], at + 46);
    at += 46 + names[i].length;
  });
  view.setUint32(at, 0x06054b50, true);
  view.setUint16(at + 8, files.length, true);
  view.setUint16(at + 10, files.length, true);
  view.setUint32(at + 12, at - directory, true);
  view.setUint32(at + 16, directory, true);
  return bytes.buffer;
}

/** The fields that a local head and an entry of the directory share: version, flags (UTF-8 names), method 0, sizes. */
function writeCommon(view: DataView, at: number, crc: number, size: number, nameLength: number): void {
  view.setUint16(at, 20, true);
  view.setUint16(at + 2, 0x0800, true);
  view.setUint32(at + 10, crc, true);
  view.setUint32(at + 14, size, true);
  view.setUint32(at + 18, size, true);
  view.setUint16(at + 22, nameLength, true);
}

/** Where the end record begins: within the last 22 bytes and the longest comment. */
function endRecord(view: DataView): number {
  const lowest = Math.max(0, view.byteLength - 22 - 0xffff);
  for (let at = view.byteLength - 22; at >= lowest; at--)
    if (view.getUint32(at, true) === 0x06054b50) return at;
  return -1;
}

function damaged(file: string, reason: string): GradusError {
  return new GradusError("E179", { file, format: "ZIP", reason }, { file });
}
