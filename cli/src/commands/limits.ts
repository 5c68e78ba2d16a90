import { LEVEL_LIMIT, LIMIT_LAYERS, LIMIT_NEURONS, LIMIT_PARAMETERS } from "gradus";
import { MAX_BYTES, MAX_CELL, MAX_COLUMNS, MAX_NAME } from "@gradus/readers";
import type { Context } from "../context.js";
import type { Texts } from "../language/language.js";
import { toJson } from "../output/format.js";
import { tableLines } from "../output/table.js";

/** Largest values that Gradus accepts, from where they are checked. */
const LIMITS: Readonly<Record<keyof Texts["limits"], number>> = {
  fileBytes: MAX_BYTES,
  columns: MAX_COLUMNS,
  cellCharacters: MAX_CELL,
  nameCharacters: MAX_NAME,
  levels: LEVEL_LIMIT,
  layers: LIMIT_LAYERS,
  neurons: LIMIT_NEURONS,
  parameters: LIMIT_PARAMETERS,
};

/** `gradus limits`: the largest tables and networks that are accepted. */
export async function limits(context: Context): Promise<number> {
  const { text, out } = context;
  if (context.flags.json) await out.write(`${toJson({ schema: 1, command: "limits", limits: LIMITS })}\n`);
  const names = Object.keys(LIMITS) as (keyof typeof LIMITS)[];
  const rows = names.map((name) => [text.limits[name], LIMITS[name].toLocaleString("en")]);
  await context.show(
    ...tableLines([{ heading: text.limit, align: "left" }, { heading: text.value }], rows, out),
  );
  return 0;
}
