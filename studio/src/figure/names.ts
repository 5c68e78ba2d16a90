/** Short names as they stand in the figure: `h₁²`, neuron below, layer above. */
const SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉";
const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** A letter with its indices below and its layer above. */
export function nameOf(letter: string, indices: readonly number[], layer?: number): string {
  const between = indices.some((i) => i > 9) ? "," : "";
  const above = layer === undefined ? "" : digits(layer, SUPERSCRIPTS);
  return letter + indices.map((i) => digits(i, SUBSCRIPTS)).join(between) + above;
}

function digits(n: number, signs: string): string {
  return Array.from(String(n), (digit) => signs[Number(digit)]).join("");
}
