/** About how wide a text is in a sans-serif font, in pixels: no letters are measured, so that all runtimes agree. */
export function textWidth(text: string, size = 12, isBold = false): number {
  let width = 0;
  for (const sign of text) width += widthOf(sign);
  return width * size * (isBold ? 1.12 : 1);
}

/** The text, cut to a width with "…" if it is longer. */
export function cutTo(text: string, width: number, size = 12, isBold = false): string {
  if (textWidth(text, size, isBold) <= width) return text;
  const signs = Array.from(text);
  while (signs.length > 1 && textWidth(`${signs.join("")}…`, size, isBold) > width) signs.pop();
  return `${signs.join("").trimEnd()}…`;
}

/** The text in lines no wider than asked for, as far as words (Chinese: signs) allow; the last of `most` lines is cut. */
export function wrapped(text: string, width: number, { size = 12, most = 3, isBold = false } = {}): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.match(/[⺀-鿿＀-￯]|[^\s⺀-鿿＀-￯]+\s*|\s+/g) ?? []) {
    if (line !== "" && textWidth((line + word).trimEnd(), size, isBold) > width) {
      lines.push(line.trimEnd());
      line = "";
    }
    line += word;
  }
  lines.push(line.trimEnd());
  const kept = lines.length <= most ? lines : [...lines.slice(0, most - 1), lines.slice(most - 1).join(" ")];
  return kept.map((one) => cutTo(one, width, size, isBold));
}

const NARROW = /[ .,:;!'|ijlI()[\]{}f rt·-]/;
const WIDE = /[mwMW@%—]/;

/** Width of a sign in units of the font's size; those of DejaVu Sans, which is wide, rounded. */
function widthOf(sign: string): number {
  const code = sign.codePointAt(0)!;
  if (code >= 0x2e80) return 1; // Chinese, full-width signs
  if (NARROW.test(sign)) return 0.4;
  if (WIDE.test(sign)) return 0.95;
  return sign >= "A" && sign <= "Z" ? 0.7 : 0.62;
}
