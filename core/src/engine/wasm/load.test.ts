import { describe, expect, test } from "vitest";
import "../wasm-relaxed.js"; // brings the binary of relaxed SIMD
import { compile, createMemory, instantiate, isAvailable, reserve } from "./load.js";

describe("compile()", () => {
  test("one binary serves both kinds of memory, because the flag of its import is cleared where nothing is shared", () => {
    expect(instantiate(compile("plain", false), createMemory(false))["train"]).toBeTypeOf("function");
    expect(instantiate(compile("plain", true), createMemory(true))["train"]).toBeTypeOf("function");
    expect(() => instantiate(compile("plain", false), createMemory(true))).toThrow(/shared/);
    expect(() => instantiate(compile("plain", true), createMemory(false))).toThrow(/shared/);
  });

  test("compiles each kind once", () => {
    expect(compile("plain", false)).toBe(compile("plain", false));
    expect(compile("plain", true)).not.toBe(compile("plain", false));
  });

  test("plain SIMD is available everywhere, relaxed SIMD where a function with f32x4.relaxed_madd is valid", () => {
    // () → v128 of three vectors i8x16.splat(0), then relaxed_madd (0xfd 0x105)
    const splat = [0x41, 0, 0xfd, 0x0f];
    const body = [0, ...splat, ...splat, ...splat, 0xfd, 0x85, 2, 0x0b];
    const sections = [1, 5, 1, 0x60, 0, 1, 0x7b, 3, 2, 1, 0, 10, body.length + 2, 1, body.length, ...body];
    const bytes = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...sections);
    expect(isAvailable("plain")).toBe(true);
    expect(isAvailable("relaxed")).toBe(WebAssembly.validate(bytes));
  });
});

describe("reserve()", () => {
  test("lets a memory grow, keeps what it holds and never lets it shrink", () => {
    const memory = createMemory(false);
    new Uint8Array(memory.buffer)[7] = 5;
    reserve(memory, 200_000);
    expect(memory.buffer.byteLength).toBe(4 * 65_536);
    expect(new Uint8Array(memory.buffer)[7]).toBe(5);
    reserve(memory, 10);
    expect(memory.buffer.byteLength).toBe(4 * 65_536);
  });

  test("refuses more than 32-bit addresses reach with a RangeError that names the size", () => {
    expect(() => reserve(createMemory(false), 5 * 2 ** 30)).toThrow(
      new RangeError(
        "Cannot train in WebAssembly: expected to need at most 4 GiB, got 5.0 GiB; try fewer rows in memory, smaller batches, a smaller network or the reference engine",
      ),
    );
  });
});
