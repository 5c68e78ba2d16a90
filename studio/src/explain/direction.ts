const CLEAR = 0.9; // of the rows: then one may speak of a direction
const MOSTLY = 2 / 3;

/** Which way a factor moves the answer. */
export type Direction = "rising" | "falling" | "mostlyRising" | "mostlyFalling" | "mixed";

/** The direction in words. @param positive share of the rows where the answer rises with the factor */
export function directionOf(positive: number): Direction {
  if (positive >= CLEAR) return "rising";
  if (positive >= MOSTLY) return "mostlyRising";
  if (1 - positive >= CLEAR) return "falling";
  return 1 - positive >= MOSTLY ? "mostlyFalling" : "mixed";
}
