/**
 * What some bytes look like, from their first few: the names are the same in every language.
 */
const SIGNATURES: readonly { name: string; at: number; bytes: readonly number[] }[] = [
  { name: "ZIP (.keras, .pt, .npz, .xlsx)", at: 0, bytes: ascii("PK\u0003\u0004") },
  { name: "HDF5 (.h5)", at: 0, bytes: [0x89, ...ascii("HDF\r\n")] },
  { name: "NumPy (.npy)", at: 0, bytes: [0x93, ...ascii("NUMPY")] },
  { name: "gzip", at: 0, bytes: [0x1f, 0x8b] },
  { name: "GGUF", at: 0, bytes: ascii("GGUF") },
  { name: "TensorFlow Lite", at: 4, bytes: ascii("TFL3") },
  { name: "Parquet", at: 0, bytes: ascii("PAR1") },
  { name: "MATLAB (.mat)", at: 0, bytes: ascii("MATLAB") },
  { name: "R (.rds)", at: 0, bytes: ascii("X\n\u0000\u0000\u0000") },
  { name: "PNG", at: 0, bytes: [0x89, ...ascii("PNG")] },
  { name: "PDF", at: 0, bytes: ascii("%PDF") },
];

const TEXT_BYTES = 512;

/** Name of the format that bytes look like, or undefined if they look like none that is known. */
export function looksLike(bytes: Uint8Array): string | undefined {
  const known = SIGNATURES.find(({ at, bytes: sign }) => sign.every((byte, i) => bytes[at + i] === byte));
  if (known) return known.name;
  // A pickle opens with the opcode PROTO and the number of its protocol.
  if (bytes[0] === 0x80 && bytes[1] >= 2 && bytes[1] <= 5) return "Python pickle (.pkl, .joblib)";
  // ONNX: field 1 (ir_version, a small number), then field 2 or 7 or 8 of its protobuf message.
  if (bytes[0] === 0x08 && bytes[1] < 0x40 && [0x12, 0x3a, 0x42].includes(bytes[2])) return "ONNX";
  const head = bytes.subarray(0, TEXT_BYTES);
  if (!head.every((byte) => byte >= 0x20 || (byte >= 0x09 && byte <= 0x0d))) return undefined;
  const first = head.find((byte) => byte > 0x20 && ![0xef, 0xbb, 0xbf].includes(byte)); // blanks, byte order mark
  if (first === 0x7b || first === 0x5b) return "JSON";
  return first === 0x3c ? "HTML / XML" : "text (.csv, .txt)";
}

function ascii(text: string): number[] {
  return Array.from(text, (c) => c.charCodeAt(0));
}
