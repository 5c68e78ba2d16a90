import type { Part } from "@gradus/figures";
import type { Section } from "../shell/model-protocol.js";

/** The figures package. */
export type Figures = typeof import("@gradus/figures");

let loaded: Promise<Figures> | undefined;

/** The figures package, loaded when the first figure is drawn. */
export function loadFigures(): Promise<Figures> {
  return (loaded ??= import("@gradus/figures"));
}

/** What figures call the rows of each section. */
export const figureParts: Readonly<Record<Section, Part>> = {
  train: "train",
  folds: "outOfFold",
  validation: "validation",
  test: "test",
  new: "all",
};
