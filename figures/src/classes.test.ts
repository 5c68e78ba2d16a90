import { expect, test } from "vitest";
import { known, type ClassCase } from "../../test/assess.js";
import { calibration, precisionRecall, roc, type Classified } from "./classes.js";
import { confusion } from "./confusion.js";
import { calibrationOf } from "./parts.js";

const binary = dataOf(known.binary, ["no", "yes"]);
const several = dataOf(known.several, ["a", "b", "c", "d"]);

function dataOf({ classes, P }: ClassCase, levels: string[]): Classified {
  const probabilities = { rows: levels.length, cols: classes.length, data: Float64Array.from(P) };
  return { label: "kind", part: "test", levels, classes, probabilities };
}

/** Numbers behind "AUC = " or the like. */
function told(svg: string, name: string): number[] {
  const legend = svg.slice(svg.indexOf("</desc>"));
  return [...legend.matchAll(new RegExp(`${name} = ([\\d.]+)`, "g"))].map(([, number]) => Number(number));
}

const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;

test("roc() tells the AUC of scikit-learn, of several classes one each whose mean is its macro average", () => {
  expect(told(roc(binary), "AUC")).toEqual([Number(known.binary.plain["auc"]!.toFixed(3))]);
  const each = told(roc(several), "AUC");
  expect(each).toHaveLength(4);
  expect(mean(each)).toBeCloseTo(known.several.plain["auc"]!, 3);
});

test("precisionRecall() tells the average precision of scikit-learn", () => {
  expect(told(precisionRecall(binary), "AP")).toEqual([
    Number(known.binary.plain["averagePrecision"]!.toFixed(3)),
  ]);
  expect(mean(told(precisionRecall(several), "AP"))).toBeCloseTo(known.several.plain["averagePrecision"]!, 3);
});

test("calibration() tells the ECE of scikit-learn's calibration_curve", () => {
  expect(told(calibration(calibrationOf(binary)), "ECE")).toEqual([
    Number(known.binary.reliability.ece.toFixed(3)),
  ]);
});

test("confusion() has counts, shares, recall, precision and accuracy worked by hand", () => {
  // 8 of 10 and 3 of 5 right: recall 80 % and 60 %, precision 8/10 and 3/5, accuracy 11/15.
  const svg = confusion(
    {
      label: "k",
      part: "test",
      levels: ["a", "b"],
      counts: [
        [8, 2],
        [2, 3],
      ],
    },
    { width: 400 },
  );
  const texts = [...svg.slice(svg.indexOf("</desc>")).matchAll(/>([^<>]+)<\/text>/g)].map(([, text]) => text);
  expect(texts.slice(0, 8)).toEqual(["8", "80.0 %", "2", "20.0 %", "2", "40.0 %", "3", "60.0 %"]);
  expect(texts.slice(8, 13)).toEqual(["80.0 %", "80.0 %", "60.0 %", "60.0 %", "73.3 %"]);
});

test("confusion() of 40 classes shows 14 and the others, and loses no row", () => {
  const levels = Array.from({ length: 40 }, (_, k) => `class ${k}`);
  const counts = levels.map((_, i) => levels.map((_, k) => (i === k ? 40 - i : 0)));
  const svg = confusion({ label: "k", part: "test", levels, counts }, { width: 900 });
  expect(svg).toContain(">26 others<");
  // The 26 rarest: 26 + 25 + … + 1.
  expect(svg).toContain(">351<");
});

test("roc() passes through the points of its thresholds worked by hand", () => {
  // Probabilities .9 (yes), .6 (no), .4 (yes), .1 (no): from 0,0 up to 0,½, right to ½,½, up to ½,1, right to 1,1.
  const probabilities = {
    rows: 2,
    cols: 4,
    data: Float64Array.from([0.1, 0.4, 0.6, 0.9, 0.9, 0.6, 0.4, 0.1]),
  };
  const svg = roc(
    { label: "k", part: "test", levels: ["no", "yes"], classes: [1, 0, 1, 0], probabilities },
    { width: 400 },
  );
  const [, height, width, x, y] =
    /<rect fill="none" height="([\d.]+)" stroke="#dfe4ea" width="([\d.]+)" x="([\d.]+)" y="([\d.]+)"/
      .exec(svg)!
      .map(Number);
  const wanted = [
    [0, 0],
    [0, 0.5],
    [0.5, 0.5],
    [0.5, 1],
    [1, 1],
  ].map(([p, q]) => `${+(x + width * p).toFixed(2)},${+(y + height * (1 - q)).toFixed(2)}`);
  expect(svg).toContain(`d="M${wanted.join("L")}"`);
  expect(told(svg, "AUC")).toEqual([0.75]);
});
