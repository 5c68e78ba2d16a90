import { Unreadable } from "./refusal.js";

/** Fields of a message that hold messages, and fields whose bytes are whole numbers, each of which takes memory. */
interface Kind {
  messages: Readonly<Record<number, Name>>;
  integers?: readonly number[];
}

type Name = "model" | "graph" | "function" | "node" | "attribute" | "tensor" | "other";

const KINDS: Record<Name, Kind> = {
  model: { messages: { 7: "graph", 8: "other", 14: "other", 20: "other", 25: "function" } },
  graph: {
    messages: { 1: "node", 5: "tensor", 11: "other", 12: "other", 13: "other", 14: "other", 15: "other" },
  },
  function: { messages: { 7: "node", 9: "other" } },
  node: { messages: { 5: "attribute" } },
  attribute: {
    messages: {
      5: "tensor",
      6: "graph",
      10: "tensor",
      11: "graph",
      14: "other",
      15: "other",
      22: "other",
      23: "other",
    },
    integers: [8],
  },
  tensor: { messages: { 3: "other", 13: "other" }, integers: [1, 5, 7, 11] },
  // Types, shapes and texts: small in every real file, so that each of their bytes may count.
  other: { messages: {} },
};

const LIMIT_PIECES = 1_000_000;
const LIMIT_DEPTH = 16;

/**
 * Walks over the bytes of a model without making anything of them, and counts what decoding would make: two bytes can stand
 * for a node that takes hundreds.
 *
 * @throws Unreadable if the bytes are no messages, if there are more than a million pieces, or graphs more than a few deep
 */
export function scan(bytes: Uint8Array): void {
  const walk = new Walk(bytes);
  walk.message("model", 0, bytes.length, 0);
}

class Walk {
  readonly #bytes: Uint8Array;
  #pieces = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  message(name: Name, from: number, end: number, depth: number): void {
    if (depth > LIMIT_DEPTH)
      throw new Unreadable("graph", `messages at most ${LIMIT_DEPTH} deep`, "deeper ones");
    if (name === "other") {
      this.#count(end - from);
      return;
    }
    const { messages, integers = [] } = KINDS[name];
    let at = from;
    while (at < end) {
      const tag = this.#varint(at, end);
      const field = Math.floor(tag.value / 8);
      at = tag.end;
      this.#count(1);
      switch (tag.value % 8) {
        case 0:
          at = this.#varint(at, end).end;
          break;
        case 1:
          at += 8;
          break;
        case 5:
          at += 4;
          break;
        case 2: {
          const { value: length, end: start } = this.#varint(at, end);
          at = start + length;
          if (!(at <= end)) throw new Unreadable(`byte ${start}`, `${length} more bytes`, end - start);
          const inner = messages[field];
          if (inner !== undefined) this.message(inner, start, at, depth + 1);
          else if (integers.includes(field)) this.#count(length);
          break;
        }
        default:
          throw new Unreadable(`byte ${at}`, "a field of a message", `wire type ${tag.value % 8}`);
      }
    }
    if (at !== end) throw new Unreadable(`byte ${end}`, `${at - end} more bytes`, "the end");
  }

  #count(pieces: number): void {
    this.#pieces += pieces;
    if (this.#pieces > LIMIT_PIECES) throw new Unreadable("graph", `at most ${LIMIT_PIECES} parts`, "more");
  }

  /** A number of up to ten bytes; beyond 2^53 it is rounded, and too long for the file in any case. */
  #varint(from: number, end: number): { value: number; end: number } {
    let value = 0;
    for (let i = 0; i < 10 && from + i < end; i++) {
      const byte = this.#bytes[from + i];
      value += (byte & 0x7f) * 2 ** (7 * i);
      if (byte < 0x80) return { value, end: from + i + 1 };
    }
    throw new Unreadable(`byte ${from}`, "a whole number", from < end ? "none" : "the end");
  }
}
