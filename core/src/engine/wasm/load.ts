import { plain } from "./binary-plain.js";

/** What the kernels export: functions of numbers. */
export type Kernels = Record<string, (...args: number[]) => number>;

/**
 * `plain` has one specified result, so that the bits are the same everywhere; `relaxed` uses fused multiply-add where the
 * processor has it, which is faster and may differ in the last digits from one machine to another.
 */
export type Simd = "plain" | "relaxed";

/** A binary: the kernels of float32, which train and predict, or those of float64, for second order. */
export type Kind = Simd | `${Simd}64`;

/** The linear memory of one trainer. */
export interface Memory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** Compiled kernels. */
export interface Module {
  readonly kind?: "module";
}
// The parts of the platform that core uses here: every browser and Node.js has them.
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => Module;
  Instance: new (module: Module, imports: object) => { exports: Kernels };
  Memory: new (size: { initial: number; maximum: number; shared?: boolean }) => Memory;
};

const PAGE = 65536; // bytes
const LIMIT_PAGES = 65536; // 4 GiB, what 32-bit addresses reach
const SHARED = 0x03; // flags of a memory import: it has a maximum, and it is shared
const UNSHARED = 0x01;
const compiled = new Map<string, Module>();
const binaries = new Map<Kind, string>([["plain", plain]]);

/** Adds a binary. Only the plain one is always there: a program that never asks for another does not carry it. */
export function provide(kind: Kind, binary: string): void {
  binaries.set(kind, binary);
}

/**
 * Whether this runtime can run the kernels of a kind. A page whose policy forbids WebAssembly cannot, though it knows it.
 *
 * @param kind "relaxed" wants relaxed SIMD: Node.js 22, Chromium 114
 */
export function isAvailable(kind: Kind): boolean {
  const binary = binaryOf(kind);
  try {
    moduleOf(kind, binary, false);
    return true;
  } catch {
    return false;
  }
}

/** The compiled kernels, made once for each kind. */
export function compile(kind: Kind, shared: boolean): Module {
  return moduleOf(kind, binaryOf(kind), shared);
}

function moduleOf(kind: Kind, binary: string, shared: boolean): Module {
  const key = `${kind} ${shared}`;
  let module = compiled.get(key);
  if (module === undefined) compiled.set(key, (module = new WebAssembly.Module(bytesOf(binary, shared))));
  return module;
}

function binaryOf(kind: Kind): string {
  const binary = binaries.get(kind);
  if (binary !== undefined) return binary;
  throw new RangeError(
    `Cannot load the kernels: expected the binary "${kind}"; import createRelaxedWasmEngine`,
  );
}

/** An empty memory that `reserve` lets grow. */
export function createMemory(shared: boolean): Memory {
  return new WebAssembly.Memory({ initial: 1, maximum: LIMIT_PAGES, shared });
}

/** A memory of so many bytes, zeros. @throws as `reserve` */
export function allocate(bytes: number, shared: boolean): Memory {
  const memory = createMemory(shared);
  reserve(memory, bytes);
  return memory;
}

/**
 * Lets a memory grow to so many bytes; what it holds stays, new bytes are zeros. Views made before are void afterwards.
 *
 * @throws RangeError if 32-bit addresses do not reach that far, or the machine has not so much
 */
export function reserve(memory: Memory, bytes: number): void {
  const missing = Math.ceil(bytes / PAGE) - memory.buffer.byteLength / PAGE;
  if (missing <= 0) return;
  const size = `${(bytes / 2 ** 30).toFixed(1)} GiB`;
  const advice = "try fewer rows in memory, smaller batches, a smaller network or the reference engine";
  if (bytes > LIMIT_PAGES * PAGE)
    throw new RangeError(
      `Cannot train in WebAssembly: expected to need at most 4 GiB, got ${size}; ${advice}`,
    );
  try {
    memory.grow(missing);
  } catch (cause) {
    throw new RangeError(`Cannot train in WebAssembly: expected ${size} of free memory; ${advice}`, {
      cause,
    });
  }
}

/** The kernels at work on a memory. */
export function instantiate(module: Module, memory: Memory): Kernels {
  return new WebAssembly.Instance(module, { env: { memory } }).exports;
}

/** The binary as embedded; without sharing, the flag of its memory import is cleared. */
function bytesOf(binary: string, shared: boolean): Uint8Array {
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = byteOf(binary.charCodeAt(i));
  if (!shared) bytes[flagOf(bytes)] = UNSHARED;
  return bytes;
}

/** The byte that scripts/build-kernels.mjs wrote as a letter; its lowest eight bits count. */
function byteOf(letter: number): number {
  if (letter === 33) return 57 - 4;
  return letter < 127 ? letter - 39 : letter - 168;
}

/** Where the flags of the memory import stand: behind the names "env" and "memory" and the kind of the import. */
function flagOf(bytes: Uint8Array): number {
  const name = Array.from("\x03env\x06memory\x02", (letter) => letter.charCodeAt(0));
  const at = bytes.findIndex((_, i) => name.every((byte, k) => bytes[i + k] === byte)) + name.length;
  if (bytes[at] !== SHARED) throw new TypeError("Cannot read the kernels: expected a shared memory import");
  return at;
}
