import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "vitest";
import { texts } from "../language/language.js";
import { createPaint } from "./colour.js";
import {
  fractionDone,
  passLine,
  Progress,
  progressBar,
  progressLine,
  type ProgressState,
} from "./progress.js";
import type { Output } from "./stream.js";
import { displayWidth } from "./width.js";

const state: ProgressState = {
  epoch: 634,
  epochs: 1000,
  net: 1,
  nets: 1,
  losses: [7, 6, 5, 4, 3, 2, 1, 0],
  best: { loss: 0.0961, epoch: 233 },
  isValidation: true,
  rate: 118,
  mayStopEarly: false,
};

test("progressBar() is 16 cells wide and filled to an eighth of a cell", () => {
  expect(progressBar(0, false)).toBe(" ···············");
  expect(progressBar(0.634, false)).toBe("██████████▏·····"); // 10.14 cells
  expect(progressBar(1, false)).toBe("████████████████");
  expect(progressBar(0.5, true)).toBe("########--------");
  for (let f = 0; f <= 1; f += 0.01) expect(displayWidth(progressBar(f, false))).toBe(16);
});

test("fractionDone() counts nets and folds", () => {
  expect(fractionDone({ ...state, epoch: 500 })).toBe(0.5);
  expect(fractionDone({ ...state, epoch: 500, net: 2, nets: 2 })).toBe(0.75);
  expect(fractionDone({ ...state, epoch: 500, fold: { number: 3, of: 5 } })).toBe(0.5);
});

test("fractionDone() counts what is done of the next epoch", () => {
  expect(fractionDone({ ...state, epoch: 1, epochs: 4, within: 0.5 })).toBe(0.375);
  expect(fractionDone({ ...state, epoch: 4, epochs: 4, within: 0.5, nets: 2 })).toBe(0.5625);
});

test("passLine() has the pass, a bar, bytes a second and the time left, less of it on a narrow terminal", () => {
  const half = { stage: "sample", done: 2e9, of: 4e9 } as const;
  // 2 GB left at 20 MB a second are 100 seconds.
  expect(passLine(half, 2e7, 80, true, texts.en)).toBe(
    "  pass 1/2, sample ########--------  50%  20.0 MB/s  ETA 1:40",
  );
  expect(passLine(half, undefined, 80, true, texts.en)).toBe("  pass 1/2, sample ########--------  50%");
  expect(passLine({ ...half, stage: "encode" }, 2e7, 40, true, texts.zh)).toBe(
    "  第 2/2 遍，编码  50%  剩余 1:40",
  );
  for (let width = 10; width < 80; width++)
    expect(displayWidth(passLine(half, 2e7, width, false, texts.en))).toBeLessThanOrEqual(width);
});

test("before the first epoch there is no loss to show", () => {
  const line = progressLine(
    { ...state, epoch: 0, within: 0.1, losses: [], best: { loss: Infinity, epoch: 0 } },
    80,
    true,
    texts.en,
  );
  expect(line).not.toMatch(/val|∞|@/);
});

describe("progressLine()", () => {
  // (1000 − 634) / 118 = 3.1 seconds, rounded.
  test("has all parts in 80 cells, a bound of the time where training may stop early", () => {
    expect(progressLine(state, 80, false, texts.en)).toBe(
      "   634/1000 ██████████▏·····  63%  val 0.0961 @233  █▇▆▅▄▃▂▁  118 ep/s  ETA 0:03",
    );
    expect(progressLine({ ...state, mayStopEarly: true }, 100, false, texts.en)).toContain("ETA ≤ 0:03");
  });

  test("narrower, it loses the course, the speed, the bar, the loss, in this order", () => {
    const parts = (width: number): string => {
      const line = progressLine(state, width, false, texts.en);
      expect(displayWidth(line)).toBeLessThanOrEqual(width);
      return [/▇▆/, /ep\/s/, /█·|▏/, /@233/, /ETA/, /63%/].map((part) => Number(part.test(line))).join("");
    };
    expect([80, 79, 69, 52, 35, 20].map(parts)).toEqual([
      "111111",
      "011111",
      "001111",
      "000111",
      "000011",
      "000001",
    ]);
  });

  test("in Chinese it keeps to the width too", () => {
    for (let width = 12; width < 100; width++) {
      expect(displayWidth(progressLine({ ...state, nets: 5 }, width, false, texts.zh))).toBeLessThanOrEqual(
        width,
      );
    }
  });
});

describe("Progress", () => {
  function output(isTTY: boolean): { output: Output; written: string[] } {
    const written: string[] = [];
    const take = (text: string | Uint8Array): Promise<void> => {
      written.push(String(text));
      return Promise.resolve();
    };
    return {
      written,
      output: {
        write: take,
        print: (...lines) => take(lines.map((line) => `${line}\n`).join("")),
        paint: createPaint(false),
        columns: 80,
        isTTY,
        ascii: false,
      },
    };
  }
  const { rate: _, ...told } = state;

  test("draws at most ten times a second on a terminal, and takes its line away", async () => {
    const { output: to, written } = output(true);
    let now = 0;
    const progress = new Progress(to, texts.en, () => now);
    for (let epoch = 1; epoch <= 1000; epoch++, now += 2) await progress.update({ ...told, epoch });
    expect(written).toHaveLength(20); // 2 seconds
    expect(written.every((text) => text.startsWith("\r\u001b[K") && !text.includes("\n"))).toBe(true);
    expect(written.at(-1)).toContain("500 ep/s"); // one epoch in 2 ms
    await progress.clear();
    expect(written.at(-1)).toBe("\r\u001b[K");
  });

  test("writes a line for each tenth where nobody watches, without escape codes", async () => {
    const { output: to, written } = output(false);
    const progress = new Progress(to, texts.en, () => 0);
    for (let epoch = 1; epoch <= 1000; epoch++) await progress.update({ ...told, epoch });
    await progress.clear();
    expect(written).toHaveLength(10);
    expect(written[0]).toBe("  epoch 100/1000  10 %  val 0.0961 @233\n");
    expect(written.join("")).toBe(stripVTControlCharacters(written.join("")).replaceAll("\r", ""));
  });

  test.each([
    [true, 26],
    [false, 6],
  ])("shows the passes over a file too (terminal: %j)", async (isTTY, lines) => {
    const { output: to, written } = output(isTTY);
    let now = 0;
    const progress = new Progress(to, texts.en, () => now);
    // Two passes of half a minute, told 13 times each: all of them, or a line every ten seconds.
    for (const stage of ["sample", "encode"] as const)
      for (let done = 0; done <= 30; done += 2.5, now += 2500)
        await progress.pass({ stage, done: done * 1e6, of: 3e7 });
    expect(written).toHaveLength(lines);
    expect(written.at(-1)).toContain("100%  1.0 MB/s  ETA 0:00");
  });
});
