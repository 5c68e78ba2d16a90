/** Sign that separates the whole from the fraction. */
export type Decimal = "." | ",";

/** What a text says when read as a number. */
export interface NumberReading {
  /** ±Infinity for "inf", "Infinity", "∞" and for what is beyond float64, such as "1e400". */
  value: number;
  /** Separator of thousands that was read over: `,` `.` `'` or a blank; "" if there was none. */
  separator: string;
  /** "%" or the sign of a currency beside the number, not part of the value; "" if there was none. */
  unit: string;
}

const CURRENCIES = "$€£¥₹₩₽₺元";
const BLANKS = " \u00a0\u2009\u202f";

/**
 * Reads one cell as a number: blanks around it, a sign, digits (full-width ones too), a fraction, an exponent, thousands in
 * groups of exactly three, a percent sign or a currency before or after. One pass over the text; no hexadecimal, no "" = 0.
 *
 * @param text    the cell
 * @param options `decimal`: sign before the fraction. @default "."
 * @returns null if the text is anything else
 * @example
 * parseNumber("1,101") // { value: 1101, separator: ",", unit: "" }
 * parseNumber("1,5") // null
 * parseNumber("1,5", { decimal: "," }) // { value: 1.5, separator: "", unit: "" }
 */
export function parseNumber(
  text: string,
  { decimal = "." }: { decimal?: Decimal } = {},
): NumberReading | null {
  if (decimal === "." && isPlainNumber(text)) return { value: Number(text), separator: "", unit: "" };
  const s = narrow(text.trim());
  let i = 0;
  let unit = "";
  let sign = "";

  // Sign and currency before the digits, in either order.
  if (isSign(s[i])) sign = s[i++]!;
  if (isCurrency(s[i])) {
    unit = s[i++]!;
    i = overBlanks(s, i);
    if (sign === "" && isSign(s[i])) sign = s[i++]!;
  }
  if (isInfinity(s, i)) return { value: sign === "-" ? -Infinity : Infinity, separator: "", unit };

  // Whole, fraction, exponent.
  const whole = overWhole(s, i, decimal);
  i = whole.end;
  let digits = whole.digits;
  if (s[i] === decimal) {
    const end = overDigits(s, i + 1);
    digits += `.${s.slice(i + 1, end)}`;
    i = end;
  }
  if (digits === "" || digits === ".") return null;
  if (s[i] === "e" || s[i] === "E") {
    const start = isSign(s[i + 1]) ? i + 2 : i + 1;
    const end = overDigits(s, start);
    if (end === start) return null;
    digits += s.slice(i, end);
    i = end;
  }

  // Percent sign or currency behind.
  if (i < s.length && unit === "") {
    i = overBlanks(s, i);
    if (s[i] === "%" || isCurrency(s[i])) unit = s[i++]!;
  }
  if (i !== s.length) return null;
  const value = Number(digits);
  return { value: sign === "-" ? -value : value, separator: whole.separator, unit };
}

/**
 * Whether a text is nothing but digits, with at most a sign before them, a point among them and an exponent behind: what
 * most cells are, and what `Number` reads right.
 */
export function isPlainNumber(text: string): boolean {
  let i = isSign(text[0]) ? 1 : 0;
  const start = i;
  i = overDigits(text, i);
  let digits = i - start;
  if (text[i] === ".") {
    const end = overDigits(text, i + 1);
    digits += end - i - 1;
    i = end;
  }
  if (digits === 0) return false;
  if (text[i] === "e" || text[i] === "E") {
    const exponent = isSign(text[i + 1]) ? i + 2 : i + 1;
    i = overDigits(text, exponent);
    if (i === exponent) return false;
  }
  return i === text.length;
}

/** The digits before the fraction without their separators, and where they end. */
function overWhole(
  s: string,
  start: number,
  decimal: Decimal,
): { digits: string; separator: string; end: number } {
  let end = overDigits(s, start);
  let digits = s.slice(start, end);
  const separator = s[end] ?? "";
  const isGrouped =
    digits.length >= 1 &&
    digits.length <= 3 &&
    digits[0] !== "0" &&
    isSeparator(separator, decimal) &&
    isGroup(s, end + 1);
  if (!isGrouped) return { digits, separator: "", end };
  while (s[end] === separator && isGroup(s, end + 1)) {
    digits += s.slice(end + 1, end + 4);
    end += 4;
  }
  return { digits, separator, end };
}

/** Whether exactly three digits stand at i. */
function isGroup(s: string, i: number): boolean {
  return (
    isDigit(s.charCodeAt(i)) &&
    isDigit(s.charCodeAt(i + 1)) &&
    isDigit(s.charCodeAt(i + 2)) &&
    !isDigit(s.charCodeAt(i + 3))
  );
}

function overDigits(s: string, i: number): number {
  while (isDigit(s.charCodeAt(i))) i++;
  return i;
}

function overBlanks(s: string, i: number): number {
  while (i < s.length && BLANKS.includes(s[i])) i++;
  return i;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isSign(c: string | undefined): boolean {
  return c === "-" || c === "+";
}

function isCurrency(c: string | undefined): boolean {
  return c !== undefined && CURRENCIES.includes(c);
}

function isSeparator(c: string, decimal: Decimal): boolean {
  return (
    c !== "" && c !== decimal && (c === "," || c === "." || c === "'" || c === "’" || BLANKS.includes(c))
  );
}

function isInfinity(s: string, i: number): boolean {
  if (s.length - i > 8) return false;
  const word = s.slice(i).toLowerCase();
  return word === "inf" || word === "infinity" || word === "∞";
}

/** Full-width characters as their ASCII ones, the mathematical minus as a hyphen; ASCII texts come back as they are. */
function narrow(text: string): string {
  let i = 0;
  while (i < text.length && text.charCodeAt(i) < 128) i++;
  if (i === text.length) return text;
  let s = text.slice(0, i);
  for (; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0xff01 && code <= 0xff5e) s += String.fromCharCode(code - 0xfee0);
    else if (code === 0x2212) s += "-";
    else if (code === 0xffe5) s += "¥";
    else s += text[i];
  }
  return s;
}
