/**
 * Whether a text is a plain decimal number: sign, digits, point, exponent, blanks around it; nothing else.
 * One pass over the characters, no pattern.
 *
 * @example
 * isNumberText("-1.5e3") // true
 * isNumberText("1,5")    // false
 */
export function isNumberText(text: string): boolean {
  const number = text.trim();
  let i = number[0] === "+" || number[0] === "-" ? 1 : 0;
  const wholeEnd = skipDigits(number, i);
  let digits = wholeEnd - i;
  i = wholeEnd;
  if (number[i] === ".") {
    const end = skipDigits(number, i + 1);
    digits += end - i - 1;
    i = end;
  }
  if (digits === 0) return false;
  if (number[i] === "e" || number[i] === "E") {
    const start = number[i + 1] === "+" || number[i + 1] === "-" ? i + 2 : i + 1;
    i = skipDigits(number, start);
    if (i === start) return false;
  }
  return i === number.length;
}

function skipDigits(text: string, start: number): number {
  let i = start;
  while (i < text.length && text.charCodeAt(i) >= 48 && text.charCodeAt(i) <= 57) i++;
  return i;
}
