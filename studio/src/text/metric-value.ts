import { formatValue } from "gradus";

const SHARES = new Set(["mape", "wape"]);
const NOTHING = 1e-12; // rounding alone

/** A metric as it is shown: shares in percent, what is but rounding as 0, a dash for what there is not. */
export function metricText(name: string, value: number | null | undefined, digits = 4): string {
  if (value === null || value === undefined) return "–";
  if (SHARES.has(name)) return `${formatValue(100 * value, { digits: 3 })} %`;
  return formatValue(Math.abs(value) < NOTHING ? 0 : value, { digits });
}
