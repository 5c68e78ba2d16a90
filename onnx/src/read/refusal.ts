/** Bytes that are no ONNX model, or one that cannot be used; `from-onnx.ts` turns it into a GradusError. */
export class Unreadable extends SyntaxError {
  override readonly name: string = "Unreadable";
  readonly where: string;
  readonly wanted: string;
  readonly given: string;

  /**
   * @param where  part of the file, such as `tensor "W"`
   * @param wanted what has to stand there
   * @param given  what stands there
   */
  constructor(where: string, wanted: string, given: string | number) {
    super(`Cannot read ${where}: expected ${wanted}, got ${given}`);
    this.where = where;
    this.wanted = wanted;
    this.given = String(given);
  }
}

/** Why a value of the graph is none that a multi-layer perceptron has: the node that gives it, and what it should do. */
export interface Refusal {
  kind: "refusal";
  node: string;
  operator: string;
  wanted: string;
  given: string;
}

/** Elements that may be handled in all for each byte of a file: a perceptron needs fewer than one. */
const WORK_PER_BYTE = 16;
const WORK_AT_LEAST = 1_000_000;

/** Counts the elements that are handled, so that a small file cannot make for much work. */
export class Budget {
  #left: number;

  constructor(bytes: number) {
    this.#left = WORK_AT_LEAST + WORK_PER_BYTE * bytes;
  }

  /** @throws Unreadable if more elements have been handled than the file's size allows */
  spend(elements: number): void {
    this.#left -= elements;
    if (!(this.#left >= 0)) throw new Unreadable("graph", "operations in proportion to its weights", "more");
  }
}
