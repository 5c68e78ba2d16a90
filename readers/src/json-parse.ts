import "./messages.js";
import { GradusError, shortened } from "gradus";
import { placeIn, positionOf } from "./excerpt.js";

/** A value of a JSON text. Objects and lists know the line on which they begin. */
export type JsonValue = string | number | boolean | null | JsonList | JsonObject;

/** A list. */
export interface JsonList {
  type: "list";
  items: JsonValue[];
  line: number;
}

/** An object: its keys in the order of the text ("10" before "2" stays so, "__proto__" is a key like any other). */
export interface JsonObject {
  type: "object";
  entries: Map<string, JsonValue>;
  line: number;
}

/** Deepest nesting that is read; a table has at most three levels. */
const MAX_DEPTH = 32;

/**
 * The values of a JSON text (RFC 8259), one after another; a file of one document has one, a file of JSON lines has
 * one per row. Unlike JSON.parse it keeps the order of all keys, refuses a key that stands twice, and names the place.
 *
 * @param text the whole text
 * @param file name, for messages
 * @throws GradusError E180 (not JSON), E181 (too deep), E182 (key twice)
 */
export function parseJson(text: string, file: string): JsonValue[] {
  let at = 0;
  let line = 1;
  const values: JsonValue[] = [];
  skipBlanks();
  while (at < text.length) {
    values.push(value(1));
    skipBlanks();
  }
  return values;

  function value(depth: number): JsonValue {
    const character = text[at];
    if (character === "{") return object(depth);
    if (character === "[") return list(depth);
    if (character === '"') return string();
    if (character === "-" || isDigit(at)) return number();
    for (const [word, meaning] of WORDS) {
      if (text.startsWith(word, at) && !isLetter(at + word.length)) {
        at += word.length;
        return meaning;
      }
    }
    throw unexpected("a value");
  }

  function object(depth: number): JsonObject {
    const entries = new Map<string, JsonValue>();
    const begin = line;
    open(depth);
    if (text[at] !== "}") {
      for (;;) {
        if (text[at] !== '"') throw unexpected('a key in quotes (")');
        const keyAt = at;
        const key = string();
        if (entries.has(key)) {
          const place = placeIn(text, file, keyAt, key.length + 2);
          throw new GradusError("E182", { line: place.line, key: shortened(key) }, place);
        }
        skipBlanks();
        if (text[at] !== ":") throw unexpected('":"');
        at++;
        skipBlanks();
        entries.set(key, value(depth + 1));
        if (!more("}")) break;
      }
    }
    at++;
    return { type: "object", entries, line: begin };
  }

  function list(depth: number): JsonList {
    const items: JsonValue[] = [];
    const begin = line;
    open(depth);
    if (text[at] !== "]") {
      do items.push(value(depth + 1));
      while (more("]"));
    }
    at++;
    return { type: "list", items, line: begin };
  }

  /** Goes over an opening bracket. */
  function open(depth: number): void {
    if (depth > MAX_DEPTH) {
      const place = placeIn(text, file, at);
      throw new GradusError("E181", { line: place.line, limit: MAX_DEPTH }, place);
    }
    at++;
    skipBlanks();
  }

  /** Whether another item follows: goes over its comma; stops at the closing bracket. */
  function more(close: string): boolean {
    skipBlanks();
    if (text[at] === close) return false;
    if (text[at] !== ",") throw unexpected(`"," or "${close}"`);
    at++;
    skipBlanks();
    return true;
  }

  function string(): string {
    const start = at;
    let isPlain = true;
    for (at++; text[at] !== '"'; at++) {
      const code = text.charCodeAt(at);
      if (at >= text.length || code < 0x20) throw unexpected('a closing quote (")');
      if (code === 0x5c) {
        isPlain = false;
        at++;
      }
    }
    at++;
    if (isPlain) return text.slice(start + 1, at - 1);
    try {
      return JSON.parse(text.slice(start, at)) as string;
    } catch {
      at = start;
      throw unexpected("a text with valid escapes");
    }
  }

  function number(): number {
    const start = at;
    if (text[at] === "-") at++;
    const isLeadingZero = text[at] === "0" && isDigit(at + 1);
    if (!isDigit(at) || isLeadingZero) throw unexpected("a number");
    digits();
    if (text[at] === ".") {
      at++;
      if (!isDigit(at)) throw unexpected("a digit");
      digits();
    }
    if (text[at] === "e" || text[at] === "E") {
      at++;
      if (text[at] === "+" || text[at] === "-") at++;
      if (!isDigit(at)) throw unexpected("a digit");
      digits();
    }
    if (isLetter(at)) throw unexpected("the end of the number");
    return Number(text.slice(start, at));
  }

  function digits(): void {
    while (isDigit(at)) at++;
  }

  function isDigit(i: number): boolean {
    const code = text.charCodeAt(i);
    return code >= 48 && code <= 57;
  }

  function isLetter(i: number): boolean {
    const code = text.charCodeAt(i) | 32;
    return code >= 97 && code <= 122;
  }

  /** JSON allows blank, tab, LF and CR; line ends occur nowhere else, so lines are counted here. */
  function skipBlanks(): void {
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10)) line++;
      else if (code !== 32 && code !== 9 && code !== 13) return;
    }
  }

  function unexpected(wanted: string): GradusError {
    const given = at < text.length ? `"${shortened(text.slice(at, at + 12), 12)}"` : "the end of the text";
    const place = placeIn(text, file, at);
    const { character } = positionOf(text, at);
    return new GradusError("E180", { line: place.line, character, wanted, given }, place);
  }
}

const WORDS: readonly (readonly [string, boolean | null])[] = [
  ["true", true],
  ["false", false],
  ["null", null],
];
