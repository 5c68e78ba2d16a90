/**
 * Reckons a formula as the trace writes it, `(+0.58·−0.1080 + −0.29·+0.1093) · 0.2420`, by its own means: neither the code
 * that computed the value nor the code that wrote the text has a part in it.
 *
 * Binds from tight to loose: powers `²`, `^`; factors that touch, `2β`; `·`, `/` and a blank between factors; `+`, `−`;
 * comparisons; `a if b else c`. `, u=…` behind a formula defines a letter of it.
 *
 * @param letters numbers of further letters
 * @throws SyntaxError for what it does not know
 */
export function reckon(formula: string, letters: ReadonlyMap<string, number> = new Map()): number {
  const parts = formula.split(/, (?=[a-z] ?=)/);
  const known = new Map(letters);
  for (const definition of parts.slice(1).toReversed()) {
    const [letter, value] = definition.split(/ ?= ?/);
    known.set(letter, new Reckoner(value, known).all());
  }
  return new Reckoner(parts[0], known).all();
}

const FUNCTIONS: ReadonlyMap<string, (...x: number[]) => number> = new Map([
  ["tanh", Math.tanh],
  ["sin", Math.sin],
  ["cos", Math.cos],
  ["ln", Math.log],
  ["cosh", Math.cosh],
  ["sign", Math.sign],
  ["max", Math.max],
  ["min", Math.min],
  ["√", Math.sqrt],
  ["clip", (x, d) => Math.max(-d, Math.min(d, x))],
  ["σ", (x) => 1 / (1 + Math.exp(-x))],
  ["φ", (x) => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)],
  ["Φ", normalDistribution],
]);
const CONSTANTS: ReadonlyMap<string, number> = new Map([
  ["e", Math.E],
  ["π", Math.PI],
  ["½", 0.5],
]);
const TOKEN = /\d+(?:\.\d+)?(?:e−?\d+)?|u′|[A-Za-z]+|[½√παβτλσφΦ]|[²³^()[\]|+−·/<>≤±,]/g;

class Reckoner {
  private readonly tokens: { text: string; afterBlank: boolean }[] = [];
  private at = 0;

  constructor(
    formula: string,
    private readonly letters: ReadonlyMap<string, number>,
  ) {
    let end = 0;
    for (const match of formula.matchAll(TOKEN)) {
      const gap = formula.slice(end, match.index);
      if (gap.trim() !== "") throw new SyntaxError(`Cannot reckon "${formula}": got "${gap}"`);
      this.tokens.push({ text: match[0], afterBlank: gap !== "" });
      end = match.index + match[0].length;
    }
  }

  all(): number {
    const value = this.choice();
    if (this.at < this.tokens.length)
      throw new SyntaxError(`Cannot reckon: got "${this.tokens[this.at].text}"`);
    return value;
  }

  private take(text: string): boolean {
    if (this.tokens[this.at]?.text !== text) return false;
    this.at++;
    return true;
  }

  private need(text: string): void {
    if (!this.take(text)) throw new SyntaxError(`Cannot reckon: expected "${text}" at token ${this.at}`);
  }

  private choice(): number {
    const value = this.comparison();
    if (!this.take("if")) return value;
    const holds = this.comparison();
    this.need("else");
    const other = this.choice();
    return holds === 1 ? value : other;
  }

  private comparison(): number {
    const a = this.sum();
    if (this.take("<")) return a < this.sum() ? 1 : 0;
    if (this.take(">")) return a > this.sum() ? 1 : 0;
    if (this.take("≤")) return a <= this.sum() ? 1 : 0;
    return a;
  }

  private sum(): number {
    let value = this.term();
    for (;;) {
      if (this.take("+")) value += this.term();
      else if (this.take("−")) value -= this.term();
      else return value;
    }
  }

  private term(): number {
    let value = this.touching();
    for (;;) {
      if (this.take("·")) value *= this.touching();
      else if (this.take("/")) value /= this.touching();
      else if (this.opensFactor()) value *= this.touching();
      else return value;
    }
  }

  /** Factors without a blank between them. */
  private touching(): number {
    if (this.take("+")) return this.touching();
    if (this.take("−")) return -this.touching();
    let value = this.power();
    while (this.opensFactor() && !this.tokens[this.at].afterBlank) value *= this.power();
    return value;
  }

  private opensFactor(): boolean {
    const text = this.tokens[this.at]?.text ?? "";
    if (text === "|") return this.tokens[this.at].afterBlank; // one without a blank before it closes
    return /^[0-9A-Za-z½√παβτλσφΦ([]/.test(text) && text !== "if" && text !== "else";
  }

  private power(): number {
    let value = this.primary();
    for (;;) {
      if (this.take("²")) value **= 2;
      else if (this.take("³")) value **= 3;
      else if (this.take("^")) value **= this.primary();
      else return value;
    }
  }

  private primary(): number {
    const text = this.tokens[this.at]?.text ?? "";
    this.at++;
    if (/^\d/.test(text)) return Number(text.replace("−", "-"));
    if (text === "(") return this.until(")");
    if (text === "|") return Math.abs(this.until("|"));
    if (text === "[") return this.until("]");
    const f = FUNCTIONS.get(text);
    if (f) return this.applied(f);
    const number = this.letters.get(text) ?? CONSTANTS.get(text);
    if (number === undefined) throw new SyntaxError(`Cannot reckon: got "${text}"`);
    return number;
  }

  /** `f(x)`, `f(x, y)`, `f x`, `f g(x)`, `f²x`. */
  private applied(f: (...x: number[]) => number): number {
    const isSquared = this.take("²");
    const values: number[] = [];
    if (this.take("(")) {
      do {
        this.take("±");
        values.push(this.choice());
      } while (this.take(","));
      this.need(")");
    } else values.push(this.primary());
    return isSquared ? f(...values) ** 2 : f(...values);
  }

  private until(close: string): number {
    const value = this.choice();
    this.need(close);
    return value;
  }
}

/** Φ by Simpson's rule from 0: exact to 1e-12 for the arguments of tests. */
function normalDistribution(x: number): number {
  const steps = 2000;
  const density = (t: number): number => Math.exp((-t * t) / 2) / Math.sqrt(2 * Math.PI);
  let sum = 0;
  for (let k = 0; k < steps; k++) {
    const [a, b] = [(x * k) / steps, (x * (k + 1)) / steps];
    sum += ((b - a) / 6) * (density(a) + 4 * density((a + b) / 2) + density(b));
  }
  return 0.5 + sum;
}
