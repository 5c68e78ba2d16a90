import {
  costAt,
  isWholeTable,
  namedAddition,
  type Engine,
  type Network,
  type Speed,
  type TrainerOptions,
} from "gradus";
import { predictWith } from "./forward.js";
import { loadRuntime, type OnnxRuntime, type RuntimeOptions } from "./runtime.js";
import { OnnxTrainer } from "./trainer.js";
import { hasSlope } from "./training/slopes.js";

/** How the engine computes. */
export interface OnnxEngineOptions {
  /**
   * Threads of one operator; 0 is one for each core. More than one pays from about a millisecond for each update.
   * @default 1 for small networks, 0 for large ones
   */
  threads?: number;
  /** Milliseconds that one call of the runtime is to take, after which other tasks get their turn. @default 150 */
  slice?: number;
}

const MANY = 60e6; // operations of an update, about a millisecond, from which threads pay

const SPEED: Speed = {
  start: 150,
  step: 22,
  flops: 76_000,
  activation: 0.001,
  parameter: 0.0006,
  value: 0.0005,
};

/**
 * An engine that trains on ONNX Runtime, with back-propagation as an ONNX graph: float32, fast on large networks.
 *
 * In Node, a call of the runtime holds the thread; an epoch is therefore cut into calls of about `slice` milliseconds, and other
 * tasks get their turn in between. The cuts change no bit of the result; the processor's instructions, and so the machine, may.
 *
 * @param given the module `onnxruntime-node` or `onnxruntime-web`, or what loads it when it is first needed
 */
export function onnxEngine(
  given: OnnxRuntime | (() => Promise<OnnxRuntime>),
  { threads, slice = 150 }: OnnxEngineOptions = {},
): Engine {
  const runtime = async (): Promise<OnnxRuntime> => (typeof given === "function" ? given() : given);
  const sessionOptions = (network: Network, batch: number): RuntimeOptions => {
    const isLarge = 6 * network.parameters.length * batch >= MANY;
    const count = threads ?? (isLarge ? 0 : 1);
    return { intraOpNumThreads: count, interOpNumThreads: 1, logSeverityLevel: 3 };
  };
  return {
    name: "onnxruntime",
    precision: "float32",
    ...(threads === undefined ? {} : { threads }),
    cost: (network, options) => costAt(SPEED, network, options),
    lacks,
    trainer: async (network, options) => {
      const missing = lacks(network, options);
      if (missing !== undefined) throw new RangeError(missing);
      return OnnxTrainer.create(
        await runtime(),
        network,
        options,
        sessionOptions(network, options.batch),
        slice,
      );
    },
    predict: async (network, X) => {
      const addition = namedAddition(network);
      if (addition !== undefined)
        throw new RangeError(`Cannot predict with ONNX Runtime: ${without(addition)}`);
      return predictWith(await runtime(), network, X, sessionOptions(network, X.cols));
    },
  };
}

/**
 * The engine with the runtime that is installed: `onnxruntime-node` in Node, `onnxruntime-web` in a page.
 *
 * @throws GradusError E220 if it is not installed: the hint says how to install it
 */
export async function loadOnnxEngine(options: OnnxEngineOptions = {}): Promise<Engine> {
  return onnxEngine(await loadRuntime(), options);
}

function without(addition: string): string {
  return `expected a network of layers and a skip alone, got one with ${addition}; use another engine`;
}

function lacks(
  network: Network,
  { optimizer, factors, dropoutSchedule, decaySchedule }: TrainerOptions,
): string | undefined {
  if (isWholeTable(optimizer)) {
    return `Cannot train with optimizer "${optimizer.name}" in ONNX Runtime: expected one that takes steps from batches; use the engine "wasm64"`;
  }
  if (optimizer.name === "rprop" && (optimizer.variant ?? "irprop-") !== "irprop-") {
    return `Cannot train with variant "${optimizer.variant}" of rprop in ONNX Runtime: expected "irprop-"; use the reference engine`;
  }
  const addition = namedAddition(network);
  if (addition !== undefined) return `Cannot train with ONNX Runtime: ${without(addition)}`;
  if (factors ?? dropoutSchedule ?? decaySchedule) {
    return "Cannot train with ONNX Runtime: expected neither factors by group nor schedules of dropout and decay, got some; use another engine";
  }
  const unknown = network.activations.slice(1).find(({ name }) => !hasSlope(name));
  if (unknown === undefined) return undefined;
  return `Cannot train activation "${unknown.name}" with ONNX Runtime: expected a built-in activation, got a registered one; use the reference engine`;
}
