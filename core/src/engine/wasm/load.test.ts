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

  test("plain SIMD is available everywhere, relaxed SIMD from Node.js 22 on", () => {
    expect(isAvailable("plain")).toBe(true);
    // Node.js 20 has it behind a flag, which other tests of this process may have set.
    if (Number(process.versions.node.split(".")[0]) >= 22) expect(isAvailable("relaxed")).toBe(true);
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
