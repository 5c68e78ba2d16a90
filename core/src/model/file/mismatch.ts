/** Bytes or values of a model file that are not what they have to be; `file.ts` turns it into a GradusError. */
export class Mismatch extends SyntaxError {
  override readonly name: string = "Mismatch";
  readonly where: string;
  readonly wanted: string;
  readonly given: string;

  /**
   * @param where  what was read, such as `encoder.features[2].scale`
   * @param wanted what has to stand there, in the notation of types, such as `number > 0`
   * @param given  what stands there
   */
  constructor(where: string, wanted: string, given: unknown) {
    const shown = shortForm(given);
    super(`Cannot read ${where}: expected ${wanted}, got ${shown}`);
    this.where = where;
    this.wanted = wanted;
    this.given = shown;
  }
}

const LONGEST = 60;

/** A value as a message may show it. */
function shortForm(value: unknown): string {
  if (Array.isArray(value)) {
    const isShort = value.length > 0 && value.length <= 8 && value.every((item) => typeof item === "number");
    return isShort ? `[${value.join(", ")}]` : `array(${value.length})`;
  }
  if (typeof value === "object" && value !== null) return "object";
  const text = typeof value === "string" ? JSON.stringify(value.slice(0, LONGEST)) : String(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
