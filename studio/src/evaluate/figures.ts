import type { Part } from "@gradus/figures";
import type { Section } from "../shell/model-protocol.js";
import type * as plots from "./plots.js";

/** The figures that the page draws. */
export type Figures = typeof plots;

let loaded: Promise<Figures> | undefined;

/** The figures, loaded when the first one is drawn. */
export function loadFigures(): Promise<Figures> {
  return (loaded ??= import("./plots.js"));
}

/** What figures call the rows of each section. */
export const figureParts: Readonly<Record<Section, Part>> = {
  train: "train",
  folds: "outOfFold",
  validation: "validation",
  test: "test",
  new: "all",
};
