import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { sha256 } from "./sha256.js";

it("sha256() gives the standard's own examples", () => {
  const abc = Uint8Array.from("abc", (c) => c.charCodeAt(0));
  expect(sha256(abc)).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  expect(sha256()).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
});

it("sha256() agrees with node:crypto for every length around the blocks, in one piece and in several", () => {
  const bytes = Uint8Array.from({ length: 300 }, (_, i) => (i * 167 + 13) % 256);
  for (let length = 0; length <= bytes.length; length++) {
    const part = bytes.subarray(0, length);
    const wanted = createHash("sha256").update(part).digest("hex");
    expect(sha256(part)).toBe(wanted);
    expect(sha256(part.subarray(0, 7), part.subarray(7, 100), part.subarray(100))).toBe(wanted);
  }
});

it("sha256() agrees with node:crypto for 3 MB", () => {
  const bytes = Uint8Array.from({ length: 3_000_001 }, (_, i) => i % 251);
  expect(sha256(bytes)).toBe(createHash("sha256").update(bytes).digest("hex"));
});
