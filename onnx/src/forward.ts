import { matrix, type Matrix, type Network } from "gradus";
import { turnBack, turnInto } from "./rows.js";
import type { OnnxRuntime, RuntimeOptions, RuntimeSession, RuntimeTensor } from "./runtime.js";
import { forwardGraph } from "./training/forward-graph.js";
import { layoutOf, sizeOf, type Layout } from "./training/layout.js";

const CHUNK = 4096; // rows for each call: bounds the memory, and the time until other tasks get their turn

/** Z and H of the last layer, outputs × rows. */
export interface Outputs {
  Z: Matrix;
  H: Matrix;
}

/** A forward pass that is ready to run. */
export class Forward {
  readonly #ort: OnnxRuntime;
  readonly #session: RuntimeSession;
  readonly #outputs: number;

  private constructor(ort: OnnxRuntime, session: RuntimeSession, outputs: number) {
    this.#ort = ort;
    this.#session = session;
    this.#outputs = outputs;
  }

  static async create(
    ort: OnnxRuntime,
    network: Network,
    layout: Layout,
    options: RuntimeOptions,
  ): Promise<Forward> {
    const session = await ort.InferenceSession.create(forwardGraph(network, layout), options);
    return new Forward(ort, session, network.sizes[network.last]);
  }

  /**
   * @param pieces parameters by the names of the layout
   * @param X      rows × inputs, row after row
   */
  async run(
    pieces: Readonly<Record<string, RuntimeTensor>>,
    X: Float32Array,
    inputs: number,
  ): Promise<Outputs> {
    const rows = X.length / inputs;
    const n = this.#outputs;
    const [Z, H] = [new Float32Array(rows * n), new Float32Array(rows * n)];
    for (let from = 0; from < rows; from += CHUNK) {
      const to = Math.min(from + CHUNK, rows);
      const part = X.subarray(from * inputs, to * inputs);
      const given = await this.#session.run({
        ...pieces,
        X: new this.#ort.Tensor("float32", part, [to - from, inputs]),
      });
      Z.set(given["Z"].data as Float32Array, from * n);
      H.set(given["H"].data as Float32Array, from * n);
    }
    return { Z: turnBack(Z, n), H: turnBack(H, n) };
  }

  async release(): Promise<void> {
    await this.#session.release();
  }
}

/** Parameters as tensors by the names of the layout. */
export function piecesOf(
  ort: OnnxRuntime,
  { pieces }: Layout,
  flat: Float32Array,
): Record<string, RuntimeTensor> {
  return Object.fromEntries(
    pieces.map((piece) => {
      const part = flat.slice(piece.from, piece.from + sizeOf(piece));
      return [piece.name, new ort.Tensor("float32", part, piece.shape)];
    }),
  );
}

/** `H[last]`, outputs × rows. */
export async function predictWith(
  ort: OnnxRuntime,
  network: Network,
  X: Matrix,
  options: RuntimeOptions,
): Promise<Matrix> {
  const inputs = network.sizes[0];
  if (X.rows !== inputs) {
    throw new RangeError(`Cannot compute W[1] H[0]: expected ${inputs} rows in H[0], got ${X.rows}`);
  }
  if (X.cols === 0) return matrix(network.sizes[network.last], 0);
  const layout = layoutOf(network, false);
  const forward = await Forward.create(ort, network, layout, options);
  try {
    const rows = new Float32Array(X.data.length);
    turnInto(rows, 0, X);
    const flat = Float32Array.from(network.parameters);
    return (await forward.run(piecesOf(ort, layout, flat), rows, inputs)).H;
  } finally {
    await forward.release();
  }
}
