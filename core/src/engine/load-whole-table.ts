import type { WholeTableParts } from "./whole-table-trainers.js";

/** Loads what trains with all rows in every iteration. */
export function loadWholeTable(): Promise<WholeTableParts> {
  return import("./whole-table-later.js");
}
