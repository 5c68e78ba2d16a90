import { Mismatch } from "./mismatch.js";

/**
 * Checks of plain data read from a file: each gives back the value with its type, or throws a Mismatch that names the place.
 * They are put together to the shape of a type; the compiler holds them to it.
 */
export type Check<T> = (value: unknown, where: string) => T;

/** One check for each key of T; `optional(…)` for a key that may be left out. */
export type Fields<T> = {
  [K in keyof T]-?: object extends Pick<T, K> ? Optional<Required<T>[K]> : Check<T[K]>;
};

interface Optional<T> {
  optional: Check<T>;
}

/** A key that may be left out. */
export function optional<T>(check: Check<T>): Optional<T> {
  return { optional: check };
}

/** Any text. */
export const text: Check<string> = (value, where) => {
  if (typeof value !== "string") throw new Mismatch(where, "string", value);
  return value;
};

/** `true` or `false`. */
export const flag: Check<boolean> = (value, where) => {
  if (typeof value !== "boolean") throw new Mismatch(where, "boolean", value);
  return value;
};

/** A finite number. */
export const number: Check<number> = (value, where) => {
  if (typeof value !== "number" || !Number.isFinite(value)) throw new Mismatch(where, "finite number", value);
  return value;
};

/** A finite number above 0. */
export const positive: Check<number> = (value, where) => {
  if (!(number(value, where) > 0)) throw new Mismatch(where, "number > 0", value);
  return value as number;
};

/** An integer from `least` to `most`. */
export function integer(least = 0, most = Number.MAX_SAFE_INTEGER): Check<number> {
  const wanted = most === Number.MAX_SAFE_INTEGER ? `integer ≥ ${least}` : `integer ${least} … ${most}`;
  return (value, where) => {
    const isFine = Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most;
    if (!isFine) throw new Mismatch(where, wanted, value);
    return value as number;
  };
}

/** One of the given texts. */
export function oneOf<T extends string>(...known: readonly T[]): Check<T> {
  return (value, where) => {
    const found = known.find((name) => name === value);
    if (found === undefined) throw new Mismatch(where, known.map((name) => `"${name}"`).join(" | "), value);
    return found;
  };
}

/** null, or what the check lets pass. */
export function nullable<T>(check: Check<T>): Check<T | null> {
  return (value, where) => (value === null ? null : check(value, where));
}

/** An array, every item checked. */
export function list<T>(check: Check<T>, least = 0, most = Infinity): Check<T[]> {
  return (value, where) => {
    if (!Array.isArray(value)) throw new Mismatch(where, "array", value);
    if (value.length < least || value.length > most) {
      throw new Mismatch(
        `${where}.length`,
        most === Infinity ? `≥ ${least}` : `${least} … ${most}`,
        value.length,
      );
    }
    return value.map((item, i) => check(item, `${where}[${i}]`));
  };
}

/** An object with exactly these keys; the result has them in the order of the value. */
export function object<T>(fields: Fields<T>): Check<T> {
  const checks = new Map<string, Check<unknown> | Optional<unknown>>(Object.entries(fields));
  return (value, where) => {
    const entries = entriesOf(value, where);
    for (const [key] of entries) {
      if (!checks.has(key)) throw new Mismatch(where, [...checks.keys()].join(", "), key);
    }
    const given = new Map(entries);
    for (const [key, check] of checks) {
      if (typeof check === "function" && !given.has(key))
        throw new Mismatch(`${where}.${key}`, "a value", undefined);
    }
    return Object.fromEntries(
      entries.map(([key, item]) => {
        const check = checks.get(key)!;
        return [key, (typeof check === "function" ? check : check.optional)(item, `${where}.${key}`)];
      }),
    ) as T;
  };
}

/** One of several kinds of objects, told apart by the text under `tag`. */
export function tagged<T>(tag: string, kinds: Readonly<Record<string, Check<T>>>): Check<T> {
  const known = new Map(Object.entries(kinds));
  const checkName = oneOf(...known.keys());
  return (value, where) => {
    const name = checkName(new Map(entriesOf(value, where)).get(tag), `${where}.${tag}`);
    return known.get(name)!(value, where);
  };
}

/** An object with names of ours as keys: a letter first, so that no key means anything to JavaScript. */
export function record<T>(check: Check<T>): Check<Record<string, T>> {
  return (value, where) => {
    return Object.fromEntries(
      entriesOf(value, where).map(([key, item]) => {
        if (!isName(key)) throw new Mismatch(where, "names of letters, digits and _", key);
        return [key, check(item, `${where}.${key}`)];
      }),
    );
  };
}

/** Any plain data, its keys names of ours. Numbers may be infinite. */
export const plain: Check<unknown> = (value, where) => {
  if (Array.isArray(value)) return value.map((item, i) => plain(item, `${where}[${i}]`));
  if (typeof value === "object" && value !== null) return record(plain)(value, where);
  if (value === undefined || Number.isNaN(value)) throw new Mismatch(where, "a value", value);
  return value;
};

/** Keys and values of an object; keys whose value is undefined count as left out. */
export function entriesOf(value: unknown, where: string): [string, unknown][] {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new Mismatch(where, "object", value);
  return Object.entries(value).filter(([, item]) => item !== undefined);
}

function isName(key: string): boolean {
  return /^[A-Za-z]\w{0,63}$/.test(key);
}
