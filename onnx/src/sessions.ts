import type { Network, TrainerOptions } from "gradus";
import { Forward } from "./forward.js";
import type { OnnxRuntime, RuntimeOptions, RuntimeSession } from "./runtime.js";
import type { Layout } from "./training/layout.js";
import type { BoundMethod } from "./training/methods.js";
import { trainingGraph } from "./training/training-graph.js";

/** What the graph of training depends on besides network and options: weights of rows, and a momentum that moves. */
export interface Variant {
  weighted: boolean;
  moves: boolean;
}

/** A session that trains, and the method of its graph. */
export interface Ready {
  session: RuntimeSession;
  method: BoundMethod;
}

const PLAIN: Variant = { weighted: false, moves: false };

/** The sessions of a trainer: one for the forward pass, and one for each variant of training, made when first needed. */
export class Sessions {
  readonly layout: Layout;
  readonly method: BoundMethod;
  readonly forward: Forward;
  readonly #make: (variant: Variant) => Promise<Ready>;
  readonly #training = new Map<string, Ready>();

  private constructor(
    layout: Layout,
    plain: Ready,
    forward: Forward,
    make: (variant: Variant) => Promise<Ready>,
  ) {
    this.layout = layout;
    this.method = plain.method;
    this.forward = forward;
    this.#make = make;
    this.#training.set(keyOf(PLAIN), plain);
  }

  static async create(
    ort: OnnxRuntime,
    network: Network,
    options: TrainerOptions,
    sessionOptions: RuntimeOptions,
  ): Promise<Sessions> {
    const make = async (variant: Variant): Promise<Ready & { layout: Layout }> => {
      const { bytes, method, layout } = trainingGraph(network, options, { ...variant, flat: false });
      const session = await ort.InferenceSession.create(bytes, sessionOptions);
      return { session, method, layout };
    };
    const plain = await make(PLAIN);
    const forward = await Forward.create(ort, network, plain.layout, sessionOptions);
    return new Sessions(plain.layout, plain, forward, make);
  }

  async training(variant: Variant): Promise<Ready> {
    const known = this.#training.get(keyOf(variant));
    if (known !== undefined) return known;
    const made = await this.#make(variant);
    this.#training.set(keyOf(variant), made);
    return made;
  }

  release(): void {
    for (const { session } of this.#training.values()) void session.release();
    void this.forward.release();
  }
}

function keyOf({ weighted, moves }: Variant): string {
  return `${weighted} ${moves}`;
}
