import { describe, expect, it } from "vitest";
import { fromJson, toJson } from "./json.js";

describe("toJson() and fromJson()", () => {
  it("give back numbers to the bit: -0, ±Infinity, the smallest and the largest", () => {
    for (const x of [0, -0, 0.1, -1e-7, 5e-324, 1.7976931348623157e308, 1e21, Infinity, -Infinity]) {
      expect(Object.is(fromJson(toJson(x), "x"), x), String(x)).toBe(true);
    }
  });

  it("keep the order of keys, leave out undefined and put no blanks", () => {
    const value = { b: [1, null, true], a: { 'é"': "\n" }, none: undefined };
    expect(toJson(value)).toBe('{"b":[1,null,true],"a":{"é\\"":"\\n"}}');
    expect(toJson(fromJson(toJson(value), "x"))).toBe(toJson(value));
  });

  it("refuse to write NaN and what is no plain data, naming the place", () => {
    expect(() => toJson({ a: [1, NaN] }, "run")).toThrow("Cannot write run.a[1]: expected a number, got NaN");
    expect(() => toJson({ a: new Map() }, "run")).toThrow(
      "Cannot write run.a: expected plain data, got [object Map]",
    );
    expect(() => toJson(new Date(0))).toThrow(TypeError);
    expect(() => toJson([1n])).toThrow("value[0]");
  });

  it("read 32 levels and refuse 33; braces and colons within strings do not count", () => {
    const deep = (n: number) => "[".repeat(n) + "]".repeat(n);
    expect(fromJson(deep(32), "x")).toBeInstanceOf(Array);
    expect(() => fromJson(deep(33), "x")).toThrow("Cannot read x: expected JSON of at most 32 levels");
    const brackets = { a: '[[{{":', "a:": "\\" };
    expect(fromJson(JSON.stringify(brackets), "x")).toEqual(brackets);
    expect(fromJson(' { "a" : "a" , "b" : [ "a" , "a" ] } ', "x")).toEqual({ a: "a", b: ["a", "a"] });
  });

  it("refuse a key twice in one object, but not in two", () => {
    expect(fromJson('[{"a":1},{"a":{"a":2}}]', "x")).toEqual([{ a: 1 }, { a: { a: 2 } }]);
    expect(() => fromJson('{"a":1,"b":[{"a":2}],"a" :3}', "x")).toThrow('expected no key twice, got "a"');
  });
});
