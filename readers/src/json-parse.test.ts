import fc from "fast-check";
import { GradusError } from "gradus";
import { describe, expect, test } from "vitest";
import { type JsonValue, parseJson } from "./json-parse.js";

/** A value as JSON.parse would give it. */
function plain(value: JsonValue): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (value.type === "list") return value.items.map(plain);
  return Object.fromEntries([...value.entries].map(([key, inner]) => [key, plain(inner)]));
}

/** Code, line and character of the refusal of a text. */
function refusal(text: string): unknown[] {
  try {
    parseJson(text, "a.json");
  } catch (error) {
    if (!(error instanceof GradusError)) throw error;
    return [error.code, error.values["line"], error.values["character"]];
  }
  return ["read"];
}

describe("parseJson()", () => {
  test("agrees with JSON.parse on every value that JSON.stringify writes", () => {
    const depth = { maxDepth: 5 };
    fc.assert(
      fc.property(fc.jsonValue(depth), fc.nat(3), (value, space) => {
        const text = JSON.stringify(value, undefined, space);
        expect(plain(parseJson(text, "a.json")[0])).toEqual(JSON.parse(text));
      }),
      { seed: 4, numRuns: 1000 },
    );
  });

  test("accepts and refuses the same texts as JSON.parse", () => {
    const token = fc.constantFrom(
      ..."[ ] { } , : 0 1 -1 01 1. .5 1e 1e5 -0 +1 tru true null nullx".split(" "),
      '"a"',
      '"\\n"',
      '"\\x"',
      '"\\u12"',
      '"\\',
      '"',
      "\n",
      "\t",
      "\u00a0",
    );
    fc.assert(
      fc.property(fc.array(token, { minLength: 1, maxLength: 7 }), (tokens) => {
        const text = tokens.join("");
        let wanted: unknown;
        let isJson = true;
        try {
          wanted = JSON.parse(text);
        } catch {
          isJson = false;
        }
        let values: JsonValue[] = [];
        try {
          values = parseJson(text, "a.json");
        } catch (error) {
          expect(error).toBeInstanceOf(GradusError);
        }
        // Several values one after another are JSON lines here, and no JSON there.
        if (isJson) expect(values.map(plain)).toEqual([wanted]);
        else expect(values.length).not.toBe(1);
      }),
      // A key that stands twice is refused on purpose; the tokens hold one key only, so it is the one exception.
      { seed: 5, numRuns: 5000, examples: [[["[", "1", ",", "]"]], [['"\\']]] },
    );
  });

  test("keeps the order of keys that look like numbers, and keys that JavaScript knows", () => {
    const [value] = parseJson('{"10":1,"2":2,"__proto__":3}', "a.json");
    expect([...(value as { entries: Map<string, unknown> }).entries.keys()]).toEqual([
      "10",
      "2",
      "__proto__",
    ]);
  });

  test.each([
    ['[{"a":1},\n {"a":}]', ["E180", 2, 7]],
    ["[1,2", ["E180", 1, 5]],
    ['"abc', ["E180", 1, 5]],
    ['["\\', ["E180", 1, 4]],
    ["[01]", ["E180", 1, 2]],
    ["[1,\r\n\r\n x]", ["E180", 3, 2]],
    ['[{"a":1,\n"a":2}]', ["E182", 2, undefined]],
    ["[".repeat(33), ["E181", 1, undefined]],
  ])("names the place in %j", (text, place) => expect(refusal(text)).toEqual(place));
});
