import type { Encoder } from "gradus";

/** Values that a factor may take. */
export type FactorRange =
  | { name: string; unit?: string; kind: "number"; min: number; max: number }
  | { name: string; unit?: string; kind: "levels"; levels: string[] };

/** What each factor may be where it can be moved; dates and texts stay as they are. */
export function rangesOf({ features }: Pick<Encoder, "features">): FactorRange[] {
  return features.flatMap((feature): FactorRange[] => {
    const { name } = feature;
    const unit = feature.unit === undefined ? {} : { unit: feature.unit };
    if (feature.type === "number")
      return [{ name, ...unit, kind: "number", min: feature.min, max: feature.max }];
    if (feature.type === "category" || (feature.type === "boolean" && feature.from === "category")) {
      return [{ name, ...unit, kind: "levels", levels: [...feature.levels] }];
    }
    return [];
  });
}
