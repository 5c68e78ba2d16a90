import type { Network } from "../../bp/network.js";
import type { LayerPlan, Layout } from "./layout.js";
import { compile, createMemory, instantiate, reserve, type Kernels, type Memory } from "./load.js";
import { activationNumber, activationParameter } from "./numbers.js";
import * as R from "./record.js";
import type { RowPlan } from "./rows.js";
import { ThreadPool } from "./threads.js";
import type { WasmOptions } from "./trainer.js";

type Field = [address: number, value: number];

// The record as words: from its first field to where the constants of the kernels lie (option memoryBase).
const RECORD = { from: R.LAST / 4, to: 1024 / 4 };

/** The kernels at work on one linear memory: writes the record, and calls them. */
export class Machine {
  readonly #layout: Layout;
  readonly #memory: Memory;
  /** The kernels in this thread; with several threads, theirs do the work. */
  readonly #kernels: Kernels | ThreadPool;
  #end: number;
  #order = { address: 0, room: 0 };
  // Views of the memory, made once: even to ask whether it has grown would take as long as a part of a small network's step.
  #floats: Float32Array | undefined;
  #words: Uint32Array | undefined;
  #doubles: Float64Array | undefined;

  constructor(network: Network, layout: Layout, { simd, threads }: WasmOptions) {
    this.#layout = layout;
    const isShared = threads > 1;
    this.#memory = createMemory(isShared);
    this.#end = layout.end;
    reserve(this.#memory, layout.end);
    const module = compile(simd, isShared);
    this.#kernels = isShared
      ? new ThreadPool(threads, module, this.#memory)
      : instantiate(module, this.#memory);
    this.describe(network, layout, threads);
  }

  /** The linear memory as floats. Another view after `take`. */
  floats(): Float32Array {
    return (this.#floats ??= new Float32Array(this.#memory.buffer));
  }

  /** The linear memory as unsigned 32-bit words. Another view after `take`. */
  words(): Uint32Array {
    return (this.#words ??= new Uint32Array(this.#memory.buffer));
  }

  #memoryDoubles(): Float64Array {
    return (this.#doubles ??= new Float64Array(this.#memory.buffer));
  }

  /** Room for so many bytes, zeros, behind all else. */
  take(bytes: number): number {
    const address = this.#end;
    reserve(this.#memory, address + bytes);
    this.#floats = this.#words = this.#doubles = undefined;
    this.#end = Math.ceil((address + bytes) / 64) * 64;
    return address;
  }

  /** Writes the record of a network that is laid out in this memory: the next calls are about it. */
  describe(network: Network, L: Layout, threads = 1): void {
    this.put([
      [R.LAST, network.last],
      [R.LAYERS, L.records],
      [R.ARENA, L.arena],
      [R.CAPACITY, L.capacity],
      [R.STEPS, L.steps],
      [R.LOSSES, L.losses],
      [R.NORMS, L.norms],
      [R.PAIRS, L.pairs.length],
      [R.PAIR_LIST, L.pairList],
      [R.OUTPUT_FACTORS, L.outputFactors],
      [R.XC, L.XC],
      [R.YC, L.YC],
      [R.OMEGA_C, L.omegaC],
      [R.CHUNK, L.chunk],
      [R.OUT, L.OUT],
      [R.SKIP, L.skip ? L.records + (network.last + 1) * R.LAYER_SIZE : 0],
      [R.SCRATCH, L.scratch],
      [R.SCRATCH_SIZE, L.scratchSize],
      [R.SCRATCH_GRADIENT, L.scratchGradient],
      [R.SCRATCH_LABELS, L.scratchLabels],
      [R.GROUP_LOSS, L.groupLoss],
      [R.THREADS, threads],
      [R.SCRATCH_FRONT, L.scratchFront],
      [R.UNITS, L.units.length],
      [R.UNIT_LIST, L.unitList],
      [R.FREQUENCIES, network.front?.shape.frequencies ?? 0],
      [R.FRONT_WIDTH, network.front?.shape.width ?? 0],
      [R.FRONT_SCALED, network.front?.scale ? 1 : 0],
      [R.INPUT, L.records + (network.front ? network.last + 2 : 0) * R.LAYER_SIZE],
    ]);
    L.units.forEach(({ input, row, embedded, block }, i) => {
      const at = L.unitList + i * R.UNIT_SIZE;
      this.put([
        [at + R.INPUT_ROW, input],
        [at + R.OUTPUT_ROW, row],
        [at + R.IS_EMBEDDED, embedded < 0 ? 0 : 1],
        [at + R.BLOCK_AT, block],
      ]);
    });
    if (network.front) this.#writeLayer(L.records + (network.last + 2) * R.LAYER_SIZE, L.input, false);
    L.pairs.forEach(({ record, panel }, i) => {
      this.put([
        [L.pairList + 8 * i, record],
        [L.pairList + 8 * i + 4, panel],
      ]);
    });
    L.layers.forEach((plan, l) => {
      this.#writeLayer(L.records + l * R.LAYER_SIZE, plan, l > 0);
      if (l === 0) return;
      const spec = network.activations[l];
      const at = L.records + l * R.LAYER_SIZE;
      this.put(
        [[at + R.ACTIVATION, activationNumber(spec)!]],
        [[at + R.PARAMETER, activationParameter(spec)]],
      );
    });
    if (L.skip) this.#writeLayer(L.records + L.layers.length * R.LAYER_SIZE, L.skip, false);
  }

  /** Writes fields of the record, integers and floats. */
  put(integers: readonly Field[], numbers: readonly Field[] = []): void {
    const [words, floats] = [this.words(), this.floats()];
    for (const [address, value] of integers) words[address / 4] = value;
    for (const [address, value] of numbers) floats[address / 4] = value;
  }

  /** The record as it stands now; `select` puts it back. */
  record(): Uint32Array {
    return this.words().slice(RECORD.from, RECORD.to);
  }

  /** Puts a record in place: the next calls are about its network. */
  select(record: Uint32Array): void {
    this.words().set(record, RECORD.from);
  }

  /** Says which rows the next steps read. */
  setPlan({ X, Y, omega, mass }: RowPlan): void {
    const words = this.words();
    words[R.X / 4] = X;
    words[R.Y / 4] = Y;
    words[R.OMEGA / 4] = omega;
    words[R.MASS / 4] = mass;
  }

  /** Copies the order of the rows. */
  putOrder(order: Uint32Array): void {
    if (order.length > this.#order.room) {
      this.#order = { address: this.take(order.length * 4), room: order.length };
      this.put([[R.ORDER, this.#order.address]]);
    }
    this.words().set(order, this.#order.address / 4);
  }

  /** Takes the steps whose records have been written; at once if there is one thread. */
  train(count: number): void | Promise<void> {
    return this.#call("train", 0, count);
  }

  /** Forward pass of a chunk whose columns have been written; at once if there is one thread. */
  evaluate(rows: number, isLabeled: boolean): void | Promise<void> {
    return this.#call("evaluate", rows, isLabeled ? 1 : 0);
  }

  /** Forward pass of one row whose inputs have been written. With one thread only. */
  single(): void {
    void this.#call("single");
  }

  #call(name: string, ...args: number[]): void | Promise<void> {
    if (this.#kernels instanceof ThreadPool) return this.#kernels.call(name, ...args);
    this.#kernels[name](...args, 0);
  }

  /** Loss of step i of the last steps. */
  loss(i: number): number {
    return this.#memoryDoubles()[this.#layout.losses / 8 + i];
  }

  /** Loss of the chunk, from those of its groups in their order. */
  chunkLoss(rows: number): number {
    return this.#sumAt(this.#layout.groupLoss, Math.ceil(rows / R.GROUP));
  }

  /** Norm of the gradient of the last step that kept it. */
  gradientNorm(): number {
    return Math.sqrt(this.#sumAt(this.#layout.norms, this.#layout.pairs.length + this.#layout.units.length));
  }

  #sumAt(address: number, count: number): number {
    const doubles = this.#memoryDoubles();
    let sum = 0;
    for (let i = address / 8; i < address / 8 + count; i++) sum += doubles[i];
    return sum;
  }

  close(): void {
    if (this.#kernels instanceof ThreadPool) this.#kernels.close();
  }

  #writeLayer(at: number, plan: LayerPlan, hasBias: boolean): void {
    this.put([
      [at + R.N, plan.n],
      [at + R.N4, plan.n4],
      [at + R.H, plan.H],
      [at + R.H_STRIDE, plan.hStride],
      [at + R.HT, plan.HT],
      [at + R.HT_STRIDE, plan.htStride],
      [at + R.D, plan.D],
      [at + R.D_STRIDE, plan.hStride],
      [at + R.DT, plan.DT],
      [at + R.DT_STRIDE, plan.dtStride],
      [at + R.W, plan.W],
      [at + R.W_STRIDE, plan.wStride],
      [at + R.PANELS, plan.panels],
      [at + R.M, plan.m],
      [at + R.M4, plan.m4],
      [at + R.Z, plan.Z],
      [at + R.HAS_BIAS, hasBias ? 1 : 0],
      [at + R.ALPHA, plan.alpha],
      [at + R.Q, plan.Q],
    ]);
  }
}
