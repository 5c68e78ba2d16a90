import { expect, test } from "vitest";
import { assessingMessages } from "./assessing.js";
import { dataMessages } from "./data.js";
import { explainingMessages } from "./explaining.js";
import { fittingMessages } from "./fitting.js";
import { intervalsMessages } from "./intervals.js";
import { labelsMessages } from "./labels.js";
import { loadingMessages } from "./loading.js";
import { matchingMessages } from "./matching.js";
import type { Message } from "./message.js";
import { messages } from "./messages.js";
import { modelMessages } from "./model.js";
import { onnxMessages } from "./onnx.js";
import { predictionMessages } from "./prediction.js";
import { readingMessages } from "./reading.js";
import { tableMessages } from "./table.js";
import { trainingMessages } from "./training.js";
import { usageMessages } from "./usage.js";

const parts = [
  assessingMessages,
  dataMessages,
  explainingMessages,
  fittingMessages,
  intervalsMessages,
  labelsMessages,
  loadingMessages,
  matchingMessages,
  modelMessages,
  onnxMessages,
  predictionMessages,
  readingMessages,
  tableMessages,
  trainingMessages,
  usageMessages,
];

test("no code stands for two messages", () => {
  const codes = parts.flatMap((part) => Object.keys(part));
  expect(codes.filter((code, i) => codes.indexOf(code) !== i)).toEqual([]);
  expect(Object.keys(messages)).toHaveLength(codes.length);
});

test("both languages of a message have a hint, or neither", () => {
  for (const [code, { en, zh }] of Object.entries(messages as Record<string, Message>)) {
    expect(zh.hint === undefined, code).toBe(en.hint === undefined);
  }
});
