// Compiles core/kernels to WebAssembly, those of float32 and those of float64, each with plain SIMD and with relaxed SIMD, and embeds
// each as text in a file of its own, core/src/engine/wasm/binary-….ts: no file has to be fetched or found by a bundler, and a program carries only what
// it uses. Does nothing if nothing changed.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const targetOf = (name) => join(root, `core/src/engine/wasm/binary-${name}.ts`);
// One binary serves one thread and many: the loader clears the flag of the import where memory is not shared.
const OPTIONS =
  "-O3 --noAssert --runtime stub --noExportMemory --disableWarning AS112 --enable simd --enable threads " +
  "--importMemory --sharedMemory --initialMemory 1 --maximumMemory 65536 --memoryBase 1024";
const LARGEST = 4000; // nodes of a function that becomes a part of its only caller
const RELAXED = " --enable relaxed-simd";
const VARIANTS = {
  plain: ["index.ts", ""],
  relaxed: ["index.ts", RELAXED],
  plain64: ["index64.ts", ""],
  relaxed64: ["index64.ts", RELAXED],
};

const digest = digestOfSources();
await Promise.all(
  Object.entries(VARIANTS).map(async ([name, [entry, options]]) => {
    const target = targetOf(name);
    if (existsSync(target) && readFileSync(target, "utf8").includes(digest)) return;
    const binary = await compile(entry, `${OPTIONS}${options}`.split(" "));
    console.log(`kernels, ${name}: ${binary.length} bytes`);
    const text = Array.from(binary, letterOf).join("");
    writeFileSync(
      target,
      `// Generated from core/kernels by scripts/build-kernels.mjs: ${digest}\n/** ${name} */\nexport const ${name} =\n  "${text}";\n`,
    );
  }),
);

/**
 * A byte as a letter, which `load.ts` turns back: a letter for a byte keeps what repeats in the binary, so that compression
 * finds it (a quarter less than base64), and none of the letters has to be escaped.
 */
function letterOf(byte) {
  const place = (byte + 4) & 255; // 253, before every SIMD instruction, is to be among the letters of one byte
  if (place === 57) return "!"; // it would be the backslash
  return String.fromCharCode(place < 92 ? place + 35 : place + 164);
}

/** Of everything that the binaries are made of. */
function digestOfSources() {
  const hash = createHash("sha256");
  const files = readdirSync(join(root, "core/kernels"), { recursive: true }).filter((name) =>
    name.endsWith(".ts"),
  );
  const all = [
    ...files.map((name) => `core/kernels/${name.replaceAll("\\", "/")}`).toSorted(),
    "core/src/engine/wasm/codes64.ts",
    "core/src/engine/wasm/record.ts",
    "scripts/build-kernels.mjs",
    "node_modules/assemblyscript/package.json",
  ];
  for (const file of all) hash.update(`${file}\n`).update(readFileSync(join(root, file)));
  return hash.digest("hex");
}

async function compile(entry, options) {
  const { default: asc } = await import("assemblyscript/asc");
  let binary;
  let messages = "";
  const { error } = await asc.main(
    [`core/kernels/${entry}`, "--baseDir", root, "--outFile", "kernels.wasm", ...options],
    {
      writeFile: (_name, contents) => void (binary = contents),
      stderr: { write: (text) => void (messages += text) },
    },
  );
  if (error) throw new Error(`${error.message}\n${messages}`, { cause: error });
  return inlined(binary);
}

/**
 * The binary with each function that is called in one place made a part of it. The kernels are many small functions, and a step of
 * a small network would spend a tenth of its time on calls.
 */
async function inlined(binary) {
  const { default: binaryen } = await import("binaryen");
  const { Atomics, BulkMemory, BulkMemoryOpt, MutableGlobals, RelaxedSIMD, SignExt, SIMD128 } =
    binaryen.Features;
  const module = binaryen.readBinary(binary);
  module.setFeatures(Atomics | BulkMemory | BulkMemoryOpt | MutableGlobals | RelaxedSIMD | SignExt | SIMD128);
  binaryen.setOptimizeLevel(3);
  binaryen.setShrinkLevel(0);
  binaryen.setOneCallerInlineMaxSize(LARGEST);
  module.optimize();
  return module.emitBinary();
}
