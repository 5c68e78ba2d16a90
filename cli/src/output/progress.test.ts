import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "vitest";
import { texts } from "../language/language.js";
import { createPaint } from "./colour.js";
import { fractionDone, Progress, progressBar, progressLine, type ProgressState } from "./progress.js";
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
});
