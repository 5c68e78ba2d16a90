import type { Part } from "@gradus/figures";
import type { Section } from "../shell/model-protocol.js";
import type * as Plots from "./plots.js";

/** The figures of Evaluate, fetched with the first one. */
export function loadPlots(): Promise<typeof Plots> {
  return import("./plots.js");
}

/** What figures call the rows of each section. */
export const figureParts: Readonly<Record<Section, Part>> = {
  train: "train",
  folds: "outOfFold",
  validation: "validation",
  test: "test",
  new: "all",
};
