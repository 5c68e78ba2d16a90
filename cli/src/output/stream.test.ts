import { expect, test } from "vitest";
import { createPaint } from "./colour.js";
import { createOutput, systemReason, type Sink } from "./stream.js";

function sink(code?: string): Sink & { written: string[] } {
  const written: string[] = [];
  return {
    written,
    write(chunk, done) {
      written.push(String(chunk));
      done(code === undefined ? null : Object.assign(new Error(`${code}: some reason, write`), { code }));
      return true;
    },
    on: () => {},
  };
}
const plain = { paint: createPaint(false), ascii: false };

test("print() ends each line; write() takes texts as they are, also where only ASCII is shown", async () => {
  const to = sink();
  const output = createOutput(to, { ...plain, ascii: true });
  await output.print("8 → 16", "R²");
  await output.write("→\n");
  expect(to.written).toEqual(["8 -> 16\nR2\n", "→\n"]);
});

test("a reader that has gone away silences the output without an error", async () => {
  const to = sink("EPIPE");
  const output = createOutput(to, { ...plain, name: "standard output" });
  await output.print("one");
  await output.print("two");
  expect(to.written).toEqual(["one\n"]);
});

test("a full disk is an error with the output's name and the reason", async () => {
  const output = createOutput(sink("ENOSPC"), { ...plain, name: "standard output" });
  await expect(output.print("one")).rejects.toMatchObject({
    code: "E401",
    kind: "output",
    message: "standard output could not be written: some reason",
  });
});

test("an output without a name tells nothing: it is the one that errors are told on", async () => {
  await expect(createOutput(sink("ENOSPC"), plain).print("one")).resolves.toBeUndefined();
});

test("80 columns where the width is unknown or 0", () => {
  expect(createOutput({ ...sink(), columns: 0 }, plain).columns).toBe(80);
  expect(createOutput({ ...sink(), columns: 50 }, plain).columns).toBe(50);
});

test("systemReason() keeps the words of the system and drops code and path", () => {
  expect(systemReason(new Error("ENOENT: no such file or directory, open '/x'"))).toBe(
    "no such file or directory",
  );
  expect(systemReason(new Error("out of order"))).toBe("out of order");
});
