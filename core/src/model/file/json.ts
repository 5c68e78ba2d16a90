import { Mismatch } from "./mismatch.js";

/** Levels of nesting that a model file may have. */
const DEPTH = 32;

/**
 * Plain data as JSON that gives back the same bits: −0 is written as `-0`, ±Infinity as `±1e999`, which JSON reads as
 * infinite. Keys keep their order, those whose value is undefined are left out; no blanks.
 *
 * @throws RangeError for NaN, and TypeError for what JSON does not have
 */
export function toJson(value: unknown, where = "value"): string {
  if (typeof value === "number") return numberText(value, where);
  if (value === null || typeof value === "string" || typeof value === "boolean") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item, i) => toJson(item, `${where}[${i}]`)).join(",")}]`;
  if (typeof value !== "object" || !isPlain(value)) {
    throw new TypeError(
      `Cannot write ${where}: expected plain data, got ${Object.prototype.toString.call(value)}`,
    );
  }
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${toJson(item, `${where}.${key}`)}`).join(",")}}`;
}

function numberText(value: number, where: string): string {
  if (Number.isNaN(value)) throw new RangeError(`Cannot write ${where}: expected a number, got NaN`);
  if (!Number.isFinite(value)) return value > 0 ? "1e999" : "-1e999";
  return Object.is(value, -0) ? "-0" : String(value);
}

/**
 * Value of a JSON text, read with care: at most 32 levels deep and no key twice in one object. Both are checked before
 * anything walks the text level by level.
 *
 * @param where what a message calls the text
 * @throws Mismatch if the text is no such JSON
 */
export function fromJson(text: string, where: string): unknown {
  scan(text, where);
  return parse(text, where);
}

function parse(text: string, where: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Mismatch(where, "JSON", text);
  }
}

/** Walks along the characters once; what is no JSON at all is left for the parser to refuse. */
function scan(text: string, where: string): void {
  const open: (Set<unknown> | null)[] = []; // keys of each object around; null for an array
  for (let at = 0; at < text.length; at++) {
    const c = text[at];
    if (c === "{" || c === "[") {
      open.push(c === "{" ? new Set() : null);
      if (open.length > DEPTH) throw new Mismatch(where, `JSON of at most ${DEPTH} levels`, text);
    } else if (c === "}" || c === "]") {
      open.pop();
    } else if (c === '"') {
      const end = endOfString(text, at);
      const keys = open.at(-1);
      if (keys && isColonNext(text, end)) {
        const key = parse(text.slice(at, end), where); // the same key may be spelt with escapes
        if (keys.has(key)) throw new Mismatch(where, "no key twice", key);
        keys.add(key);
      }
      at = end - 1;
    }
  }
}

/** Index after the closing quote, or the end of the text. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return Math.min(at + 1, text.length);
}

function isColonNext(text: string, from: number): boolean {
  let at = from;
  while (text[at] === " " || text[at] === "\n" || text[at] === "\r" || text[at] === "\t") at++;
  return text[at] === ":";
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
