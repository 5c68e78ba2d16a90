/**
 * A value as a person writes it into a comment: numbers to the digits shown, `…` for the rest of a list or an object.
 */
export type Shown =
  | { kind: "number"; value: number; tolerance: number }
  | { kind: "string"; value: string }
  | { kind: "word"; value: boolean | null | undefined }
  | { kind: "list"; items: Shown[] }
  | { kind: "record"; entries: [string, Shown][]; more: boolean }
  | { kind: "any" };

/** Reads a value. @throws SyntaxError if the text is none */
export function parseShown(text: string): Shown {
  const tokens = [...text.matchAll(/"(?:[^"\\]|\\.)*"|'[^']*'|[[\]{}:,…]|[^\s[\]{}:,…"']+/g)].map(([t]) => t);
  let at = 0;
  const value = parse();
  if (at < tokens.length)
    throw new SyntaxError(`Cannot read the value ${text}: "${tokens[at]}" is left over`);
  return value;

  function parse(): Shown {
    const token = tokens[at++];
    switch (token) {
      case undefined:
      case "]":
      case "}":
      case ":":
      case ",":
        throw new SyntaxError(`Cannot read the value ${text}: expected a value, got ${token ?? "the end"}`);
      case "…":
        return { kind: "any" };
      case "[": {
        const items: Shown[] = [];
        sequence("]", () => items.push(parse()));
        return { kind: "list", items };
      }
      case "{": {
        const entries: [string, Shown][] = [];
        let more = false;
        sequence("}", () => {
          const key = tokens[at++];
          if (key === "…") more = true;
          else if (tokens[at++] === ":") entries.push([unquoted(key), parse()]);
          else throw new SyntaxError(`Cannot read the value ${text}: expected ":" after ${key}`);
        });
        return { kind: "record", entries, more };
      }
      default:
        return word(token);
    }
  }

  function sequence(end: string, item: () => void): void {
    while (tokens[at] !== end) {
      item();
      if (tokens[at] === ",") at++;
      else if (tokens[at] !== end) throw new SyntaxError(`Cannot read the value ${text}: expected "${end}"`);
    }
    at++;
  }

  function word(token: string): Shown {
    if (token.startsWith('"') || token.startsWith("'")) return { kind: "string", value: unquoted(token) };
    const words = new Map([
      ["true", true],
      ["false", false],
      ["null", null],
      ["undefined", undefined],
    ]);
    if (words.has(token)) return { kind: "word", value: words.get(token) };
    const digits = token.replace("−", "-");
    const value = Number(digits);
    if (!Number.isNaN(value) || token === "NaN")
      return { kind: "number", value, tolerance: tolerance(digits) };
    throw new SyntaxError(`Cannot read the value ${text}: "${token}" is no number and has no quotes`);
  }
}

/** Whether a value is as shown. A matrix is shown as its elements, row after row, or as a list of rows. */
export function matches(value: unknown, shown: Shown): boolean {
  switch (shown.kind) {
    case "any":
      return true;
    case "number":
      return typeof value === "number" && (Object.is(value, shown.value) || isWithin(value, shown));
    case "string":
    case "word":
      return value === shown.value;
    case "list":
      return matchesList(value, shown.items);
    case "record": {
      if (typeof value !== "object" || value === null) return false;
      const own = new Map(value instanceof Map ? value : Object.entries(value));
      if (!shown.more && own.size !== shown.entries.length) return false;
      return shown.entries.every(([key, item]) => own.has(key) && matches(own.get(key), item));
    }
  }
}

function matchesList(value: unknown, items: Shown[]): boolean {
  const list = listOf(value, items[0]?.kind === "list");
  if (list === undefined) return false;
  // "…" at the end stands for the rest, elsewhere for one item.
  const open = items.at(-1)?.kind === "any";
  if (open ? list.length < items.length - 1 : list.length !== items.length) return false;
  return items.every((item, i) => i >= list.length || matches(list[i], item));
}

function listOf(value: unknown, byRows: boolean): unknown[] | undefined {
  if (Array.isArray(value)) return value;
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) return Array.from(value as Float64Array);
  const { rows, cols, data } = (value ?? {}) as { rows?: unknown; cols?: unknown; data?: unknown };
  if (typeof rows !== "number" || typeof cols !== "number" || !(data instanceof Float64Array))
    return undefined;
  if (!byRows) return [...data];
  return Array.from({ length: rows }, (_, i) => data.slice(i * cols, (i + 1) * cols));
}

function isWithin(
  value: number,
  { value: wanted, tolerance }: { value: number; tolerance: number },
): boolean {
  return Math.abs(value - wanted) <= tolerance * (1 + 1e-9);
}

/** Half a unit of the last digit after the point; 0 for an integer, which must be exact. */
function tolerance(digits: string): number {
  const [, fraction, exponent] = /^[-+]?\d*(?:\.(\d*))?(?:e([-+]?\d+))?$/i.exec(digits) ?? [];
  if (fraction === undefined && exponent === undefined) return 0;
  return 0.5 * 10 ** (Number(exponent ?? 0) - (fraction ?? "").length);
}

function unquoted(token: string): string {
  if (token.startsWith('"')) return JSON.parse(token) as string;
  return token.startsWith("'") ? token.slice(1, -1) : token;
}
