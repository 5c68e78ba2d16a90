/**
 * Every message that a person may read, in both languages, by code. A code without a Chinese wording does not compile.
 * `{name}` is a placeholder. E0 usage · E1 table · E2 training · E3 model file · E4 output · E5 resources · E6 explanation · E9 internal;
 * W the same, as warnings.
 */
import { assessingMessages } from "./assessing.js";
import { dataMessages } from "./data.js";
import { explainingMessages } from "./explaining.js";
import { fittingMessages } from "./fitting.js";
import { intervalsMessages } from "./intervals.js";
import { labelsMessages } from "./labels.js";
import { loadingMessages } from "./loading.js";
import { matchingMessages } from "./matching.js";
import { modelMessages } from "./model.js";
import { onnxMessages } from "./onnx.js";
import { predictionMessages } from "./prediction.js";
import { readingMessages } from "./reading.js";
import { tableMessages } from "./table.js";
import { trainingMessages } from "./training.js";
import { usageMessages } from "./usage.js";

export const messages = {
  ...usageMessages,
  ...dataMessages,
  ...readingMessages,
  ...tableMessages,
  ...labelsMessages,
  ...matchingMessages,
  ...trainingMessages,
  ...fittingMessages,
  ...loadingMessages,
  ...modelMessages,
  ...onnxMessages,
  ...predictionMessages,
  ...intervalsMessages,
  ...assessingMessages,
  ...explainingMessages,
} as const;

/** Code of a message, such as `"E103"`. */
export type MessageCode = keyof typeof messages;
