import { Mismatch } from "./mismatch.js";

/** Checks a value that was read from a file, and gives it back with its type. `where` is its place, for the message. */
export type Check<T> = (value: unknown, where: string) => T;

const FORBIDDEN = new Set(["__proto__", "constructor", "prototype"]);

/** A text of at most 100,000 characters. */
export const text: Check<string> = (value, where) => {
  if (typeof value !== "string" || value.length > 100_000) throw new Mismatch(where, "string", value);
  return value;
};

/** A finite number. */
export const number: Check<number> = (value, where) => {
  if (typeof value !== "number" || !Number.isFinite(value)) throw new Mismatch(where, "number", value);
  return value;
};

/** true or false. */
export const flag: Check<boolean> = (value, where) => {
  if (typeof value !== "boolean") throw new Mismatch(where, "true or false", value);
  return value;
};

/** A finite number above 0. */
export const positive: Check<number> = (value, where) => {
  if (!(number(value, where) > 0)) throw new Mismatch(where, "number > 0", value);
  return value as number;
};

/** An integer from `least` to 2^53 − 1. */
export function integer(least = 0): Check<number> {
  return (value, where) => {
    if (!Number.isSafeInteger(value) || (value as number) < least)
      throw new Mismatch(where, `integer ≥ ${least}`, value);
    return value as number;
  };
}

/** One of a closed list of texts. */
export function oneOf<const T extends string>(allowed: readonly T[]): Check<T> {
  return (value, where) => {
    if (!allowed.includes(value as T))
      throw new Mismatch(where, allowed.map((one) => `"${one}"`).join(" | "), value);
    return value as T;
  };
}

/** The value, or null. */
export function nullable<T>(check: Check<T>): Check<T | null> {
  return (value, where) => (value === null ? null : check(value, where));
}

/** A list whose items pass a check. */
export function list<T>(check: Check<T>, least = 0): Check<T[]> {
  return (value, where) => {
    if (!Array.isArray(value) || value.length < least)
      throw new Mismatch(where, `list of at least ${least}`, value);
    return value.map((item, i) => check(item, `${where}[${i}]`));
  };
}

/** An object with exactly these keys; those of `optional` may be missing. */
export function object<T extends object>(
  checks: { [K in keyof T]-?: Check<NonNullable<T[K]> | T[K]> },
  optional: readonly (keyof T)[] = [],
): Check<T> {
  const keys = Object.keys(checks) as (keyof T & string)[];
  return (value, where) => {
    if (typeof value !== "object" || value === null || Array.isArray(value))
      throw new Mismatch(where, "object", value);
    const given = new Map<string, unknown>(Object.entries(value));
    const unknown = [...given.keys()].find((key) => !keys.includes(key as keyof T & string));
    if (unknown !== undefined) throw new Mismatch(where, keys.join(", "), unknown);
    const result: Partial<T> = {};
    for (const key of keys) {
      if (!given.has(key) && optional.includes(key)) continue;
      result[key] = checks[key](given.get(key), `${where}.${key}`);
    }
    return result as T;
  };
}

/** An object of any keys, but for those that JavaScript gives a meaning, whose values pass a check. */
export function record<T>(check: Check<T>): Check<Record<string, T>> {
  return (value, where) => {
    if (typeof value !== "object" || value === null || Array.isArray(value))
      throw new Mismatch(where, "object", value);
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => {
        if (FORBIDDEN.has(key)) throw new Mismatch(where, "other keys", key);
        return [key, check(item, `${where}.${key.slice(0, 40)}`)];
      }),
    );
  };
}

/** Any JSON without keys that JavaScript gives a meaning. The depth was limited when the text was read. */
export const plain: Check<unknown> = (value, where) => {
  if (Array.isArray(value)) return value.map((item, i) => plain(item, `${where}[${i}]`));
  if (typeof value === "object" && value !== null) return record(plain)(value, where);
  return value;
};
