/** What stands for each sign where the terminal or `--ascii` allows ASCII only. */
const SIGNS = new Map<string, string>([
  ["→", "->"],
  ["←", "<-"],
  ["–", "-"],
  ["−", "-"],
  ["—", "-"],
  ["…", "..."],
  ["·", "*"],
  ["×", "x"],
  ["⊙", "(.)"],
  ["Σ", "sum "],
  ["∂", "d"],
  ["∇", "grad "],
  ["δ", "delta"],
  ["Δ", "D"],
  ["η", "eta"],
  ["ε", "eps"],
  ["′", "'"],
  ["ᵀ", "^T"],
  ["½", "1/2 "],
  ["√", "sqrt"],
  ["±", "+-"],
  ["≤", "<="],
  ["≥", ">="],
  ["≈", "~"],
  ["∞", "inf"],
  ["✓", "ok"],
  ["✗", "no"],
  ["│", "|"],
  ["█", "#"],
  ["ⁱ", "^i"],
  ["ˡ", "^l"],
  ["⁻", "^-"],
  ..."⁰¹²³⁴⁵⁶⁷⁸⁹".split("").map((sign, i): [string, string] => [sign, `^${i}`]),
  ..."₀₁₂₃₄₅₆₇₈₉".split("").map((sign, i): [string, string] => [sign, `_${i}`]),
]);

/**
 * The text with mathematical and drawing signs written in ASCII; letters of names and languages stay.
 *
 * @example
 * toAscii("8 → 16, R²") // "8 -> 16, R2"
 */
export function toAscii(text: string): string {
  return Array.from(text.replaceAll("R²", "R2"), (sign) => SIGNS.get(sign) ?? sign).join("");
}
