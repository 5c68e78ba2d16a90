import { beforeAll, describe, expect, it } from "vitest";
import { referenceEngine } from "../../engine/reference.js";
import { GradusError } from "../../errors.js";
import { sha256 } from "../../sha256.js";
import { tableFromColumns } from "../../table/types.js";
import { fromUtf8, toUtf8 } from "../../utf8.js";
import { loadModel, saveModel } from "./file.js";
import { readSafetensors, writeSafetensors, type Tensors } from "./safetensors.js";
import { train } from "../train.js";

/** The file of a trained model of two inputs and three classes; every variant below is made from it. */
let good: Uint8Array;
const prototype = Object.getOwnPropertyNames(Object.prototype);

beforeAll(async () => {
  const rows = Array.from({ length: 30 }, (_, i) => i);
  const table = tableFromColumns([
    ["x", rows.map((i) => Math.sin(i) * 10)],
    ["colour", rows.map((i) => ["red", "green", "blue"][(i * 7) % 3])],
    ["y", rows.map((i) => ["a", "b", "c"][i % 3])],
  ]);
  // In float64, where no two weights happen to be equal.
  const options = { label: "y", epochs: 2, nets: 1, hidden: [3], engine: referenceEngine };
  good = saveModel(await train(table, options));
});

/** Refused as a model, within a second, and nothing of JavaScript's own is touched. */
function expectRefused(bytes: Uint8Array, message?: string): GradusError {
  const start = performance.now();
  let error: unknown;
  try {
    loadModel(bytes, "m.safetensors");
  } catch (thrown) {
    error = thrown;
  }
  expect(performance.now() - start).toBeLessThan(1000);
  expect(error).toBeInstanceOf(GradusError);
  expect((error as GradusError).kind).toBe("model");
  expect((error as GradusError).message).toContain(message ?? "m.safetensors");
  expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(prototype);
  return error as GradusError;
}

/** The good file with other contents and a checksum that is right. */
function forged(change: (content: Tensors) => void): Uint8Array {
  const content = readSafetensors(good);
  content.metadata.delete("checksum");
  change(content);
  content.metadata.set("checksum", sha256(writeSafetensors(content)));
  return writeSafetensors(content);
}

/** The good file with another JSON text under a key, and a checksum that is right. */
function forgedText(key: string, change: (text: string) => string): Uint8Array {
  return forged(({ metadata }) => {
    const before = metadata.get(key)!;
    const after = change(before);
    expect(after, `a change of ${key}`).not.toBe(before);
    metadata.set(key, after);
  });
}

/** The good file with another header; the checksum comes too late to matter. */
function withHeader(change: (header: string) => string): Uint8Array {
  const length = new DataView(good.buffer).getUint32(0, true);
  const before = fromUtf8(good.subarray(8, 8 + length));
  const after = change(before);
  expect(after).not.toBe(before);
  const header = toUtf8(after);
  const bytes = new Uint8Array(8 + header.length + good.length - 8 - length);
  new DataView(bytes.buffer).setUint32(0, header.length, true);
  bytes.set(header, 8);
  bytes.set(good.subarray(8 + length), 8 + header.length);
  return bytes;
}

function replaced(from: string | RegExp, to: string): (text: string) => string {
  return (text) => text.replace(from, to);
}

describe("loadModel() refuses damaged files", () => {
  it("of which one bit was flipped: all of 400, spread over the whole file", () => {
    for (let k = 0; k < 400; k++) {
      const bytes = good.slice();
      const at = Math.floor((k * good.length) / 400);
      bytes[at] ^= 1 << (k % 8);
      expectRefused(bytes);
    }
  });

  it("of which one bit was flipped in the length, the first bytes of the header, or the last values", () => {
    for (let at = 0; at < 24; at++) {
      for (let bit = 0; bit < 8; bit++) {
        for (const place of [at, good.length - 1 - at]) {
          const bytes = good.slice();
          bytes[place] ^= 1 << bit;
          expectRefused(bytes);
        }
      }
    }
  });

  it("that were cut short, at 60 places", () => {
    for (let k = 0; k < 60; k++) expectRefused(good.slice(0, Math.floor((k * good.length) / 60)));
    expectRefused(good.slice(0, -1));
  });

  it("to which bytes were added, or of which two parts changed places", () => {
    for (const extra of [1, 8, 4096]) {
      const bytes = new Uint8Array(good.length + extra);
      bytes.set(good);
      expectRefused(bytes);
    }
    const swapped = good.slice();
    swapped.set(good.subarray(good.length - 8), good.length - 16);
    swapped.set(good.subarray(good.length - 16, good.length - 8), good.length - 8);
    expect(expectRefused(swapped).code).toBe("E303");
  });

  it("of which the header's length is impossible", () => {
    for (const length of [
      0n,
      1n,
      2n ** 24n + 1n,
      2n ** 31n,
      2n ** 32n,
      2n ** 53n,
      2n ** 63n,
      2n ** 64n - 1n,
    ]) {
      const bytes = good.slice();
      new DataView(bytes.buffer).setBigUint64(0, length, true);
      expectRefused(bytes);
    }
  });
});

describe("loadModel() says what other files are", () => {
  it.each<[string, number[] | string, string]>([
    ["E302", [], "m.safetensors is empty"],
    ["E300", [0x80, 4, 0x95, 1, 0, 0, 0, 0, 0, 0, 0], "it looks like Python pickle"],
    ["E300", "PK\u0003\u0004\u0014\u0000", "it looks like ZIP (.keras"],
    ["E300", [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a, 0], "it looks like HDF5"],
    ["E300", '{"format":"gradus-model"}', "it looks like JSON"],
    ["E300", "x,y\n1,2\n", "it looks like text (.csv, .txt)"],
    ["E300", "\u0002\u0000\u0000\u0000\u0000\u0000\u0000\u0000{}", "it looks like safetensors"],
    ["E301", [1, 2, 3], "m.safetensors is not a Gradus model"],
    ["E301", [0], "m.safetensors is not a Gradus model"],
    ["E305", "\u0003\u0000\u0000\u0000\u0000\u0000\u0000\u0000{]}", "header: expected JSON"],
  ])("%s: %j", (code, bytes, message) => {
    const file = typeof bytes === "string" ? toUtf8(bytes) : Uint8Array.from(bytes);
    expect(expectRefused(file, message).code).toBe(code);
  });

  it("of another program with types that Gradus does not have", () => {
    const header = '{"__metadata__":{"format":"pt"},"w":{"dtype":"BF16","shape":[1],"data_offsets":[0,2]}}';
    const bytes = new Uint8Array(8 + header.length + 2);
    bytes[0] = header.length;
    bytes.set(toUtf8(header), 8);
    expectRefused(bytes, "it looks like safetensors");
  });

  it("of a newer format, whatever else it holds", () => {
    const newer = withHeader((header) =>
      header.replace('"version":"1"', '"version":"2"').replaceAll("F64", "F16"),
    );
    expect(
      expectRefused(newer, "was written by a newer Gradus (model format 2; this one reads up to 1)").code,
    ).toBe("E304");
    for (const version of ["0", "1.5", "-1", "one", "", "99999999999999999999"]) {
      expectRefused(withHeader(replaced('"version":"1"', `"version":"${version}"`)), "version: expected");
    }
  });
});

describe("loadModel() refuses headers that lie", () => {
  it.each<[string, (header: string) => string]>([
    ["a tensor twice", replaced('"net0.W1":', '"net0.b1":{},"net0.b1":')],
    ["__proto__ twice", replaced('{"__metadata__"', '{"__proto__":{},"__proto__":{},"__metadata__"')],
    ["__proto__ as a tensor", replaced('"net0.W1":', '"__proto__":')],
    ["constructor as a tensor", replaced('"net0.W1":', '"constructor":')],
    ["a function for a name", replaced('"dtype":"F64"', '"dtype":"F64","call":"eval"')],
    ["another type", replaced('"dtype":"F64"', '"dtype":"I64"')],
    ["a type that is none", replaced('"dtype":"F64"', '"dtype":["F64"]')],
    ["a negative size", replaced(/"shape":\[/, '"shape":[-')],
    ["a huge size", replaced(/"shape":\[/, '"shape":[4294967296,4294967296,')],
    ["a size of 1e999", replaced(/"shape":\[/, '"shape":[1e999,')],
    ["an offset before the file", replaced(/"data_offsets":\[/, '"data_offsets":[-')],
    ["an offset of a half", replaced(/"data_offsets":\[0/, '"data_offsets":[0.5')],
    ["an offset that overlaps", replaced(/"net0.b1":\{"data_offsets":\[\d+/, '"net0.b1":{"data_offsets":[8')],
    ["a text of no text", replaced('"format":"gradus-model"', '"format":["gradus-model"]')],
    ["metadata that is a list", replaced(/"__metadata__":\{.*?\},"net0/s, '"__metadata__":[],"net0')],
    ["a key more", replaced('"format":', '"code":"require(1)","format":')],
    ["200,000 levels", replaced("{", `{"a":${"[".repeat(200_000)}${"]".repeat(200_000)},`)],
    ["no checksum", replaced(/"checksum":"\w+",/, "")],
    ["another checksum", replaced(/"checksum":"\w/, '"checksum":"x')],
    ["trailing text", (header) => `${header.trimEnd()}x`],
    ["a comment", (header) => `{/**/${header.slice(1)}`],
    ["single quotes", (header) => header.replaceAll('"', "'")],
  ])("%s", (_, change) => {
    expectRefused(withHeader(change));
  });
});

describe("loadModel() refuses contents that do not fit, although the checksum does", () => {
  it.each<[string, string, (text: string) => string, string]>([
    ["an unknown activation", "nets", replaced('"silu"', '"eval"'), 'expected "identity" | "sigmoid"'],
    ["an activation of Object", "nets", replaced('"silu"', '"constructor"'), 'got "constructor"'],
    ["an activation __proto__", "nets", replaced('"silu"', '"__proto__"'), 'got "__proto__"'],
    [
      "an unknown parameter",
      "nets",
      replaced('{"name":"silu"}', '{"name":"silu","parameters":{"a":1}}'),
      "parameters",
    ],
    [
      "a parameter of 1e999",
      "nets",
      replaced('{"name":"silu"}', '{"name":"leaky_relu","parameters":{"slope":1e999}}'),
      "finite number",
    ],
    [
      "code beside an activation",
      "nets",
      replaced('{"name":"silu"}', '{"name":"silu","f":"z=>z"}'),
      'expected name, parameters, trainable, got "f"',
    ],
    [
      "a front without tensors",
      "nets",
      replaced(
        '"skip":true',
        '"skip":true,"front":{"embed":[true,true,true,true],"frequencies":16,"width":4,"scale":true}',
      ),
      "tensor net0.W1: expected shape [3, 16], got [3, 4]",
    ],
    [
      "a front of too few flags",
      "nets",
      replaced('"skip":true', '"skip":true,"front":{"embed":[true],"frequencies":16,"width":4,"scale":true}'),
      "front.embed.length: expected 4, got 1",
    ],
    [
      "a front beyond all memory",
      "nets",
      replaced(
        '"skip":true',
        '"skip":true,"front":{"embed":[true,true,true,true],"frequencies":1e15,"width":4,"scale":true}',
      ),
      "frequencies: expected integer",
    ],
    [
      "a front of half a row",
      "nets",
      replaced(
        '"skip":true',
        '"skip":true,"front":{"embed":[true,true,true,true],"frequencies":16,"width":2.5,"scale":true}',
      ),
      "width: expected integer",
    ],
    [
      "a key more in a front",
      "nets",
      replaced(
        '"skip":true',
        '"skip":true,"front":{"embed":[true,true,true,true],"frequencies":16,"width":4,"scale":true,"sigma":1}',
      ),
      'got "sigma"',
    ],
    [
      "a front that only scales without its scale",
      "nets",
      replaced(
        '"skip":true',
        '"skip":true,"front":{"embed":[false,false,false,false],"frequencies":16,"width":4,"scale":true}',
      ),
      "tensor net0.front.scale: expected shape [4], got undefined",
    ],
    [
      "an α without its tensor",
      "nets",
      replaced('{"name":"silu"}', '{"name":"silu","trainable":true}'),
      "tensor net0.alpha1: expected shape [3], got undefined",
    ],
    [
      "an α of the output",
      "nets",
      replaced('{"name":"softmax"}', '{"name":"softmax","trainable":true}'),
      "activations[1].trainable: expected false, but in hidden layers, got true",
    ],
    [
      "an α that is a number",
      "nets",
      replaced('{"name":"silu"}', '{"name":"silu","trainable":2}'),
      "trainable",
    ],
    [
      "a layer more",
      "nets",
      replaced('"sizes":[4,', '"sizes":[4,4,'),
      "activations.length: expected 3, got 2",
    ],
    ["other inputs", "nets", replaced('"sizes":[4,', '"sizes":[5,'), "sizes[0]: expected 4, got 5"],
    ["other outputs", "nets", replaced(/"sizes":\[4,3,3/, '"sizes":[4,3,2'), "sizes[2]: expected 3, got 2"],
    [
      "a layer of another size",
      "nets",
      replaced(/"sizes":\[4,3,/, '"sizes":[4,9,'),
      "expected shape [9, 4], got [3, 4]",
    ],
    [
      "a layer of 65,537",
      "nets",
      replaced(/"sizes":\[4,3,/, '"sizes":[4,65537,'),
      "sizes[1]: expected integer 1 … 65536, got 65537",
    ],
    [
      "more than 2^27 weights",
      "nets",
      replaced(
        /"sizes":\[4,3,3\],"activations":\[/,
        '"sizes":[4,65000,65000,3],"activations":[{"name":"silu"},',
      ),
      "at most 2^27 parameters, got [4, 65000, 65000, 3]",
    ],
    [
      "65 layers",
      "nets",
      replaced('"sizes":[4,', `"sizes":[${"4,".repeat(64)}`),
      "sizes.length: expected 2 … 64",
    ],
    ["no layers", "nets", replaced(/"sizes":\[[\d,]+\]/, '"sizes":[]'), "sizes.length"],
    ["a negative layer", "nets", replaced('"sizes":[4,', '"sizes":[4,-'), "integer 1 … 65536, got -3"],
    ["half a neuron", "nets", replaced('"sizes":[4,3', '"sizes":[4,3.5'), "integer 1 … 65536, got 3.5"],
    ["a text for a size", "nets", replaced('"sizes":[4,', '"sizes":["4",'), 'integer 1 … 65536, got "4"'],
    ["no skip", "nets", replaced(/"skip":\w+/, '"skip":null'), "skip: expected boolean, got null"],
    [
      "another skip",
      "nets",
      replaced('"skip":true', '"skip":false'),
      "tensors: expected those of the architecture",
    ],
    ["a weight of 2", "nets", replaced('"weight":1', '"weight":2'), "weights that sum to 1, got 2"],
    [
      "a negative weight",
      "nets",
      replaced('"weight":1', '"weight":-1'),
      "weight: expected number ≥ 0, got -1",
    ],
    ["no weight", "nets", replaced('"weight":1,', ""), "weight: expected a value"],
    ["no nets", "nets", () => "[]", "nets.length: expected 1 … 1000, got 0"],
    [
      "2,000 nets",
      "nets",
      (t) => `[${Array.from({ length: 2000 }, () => t.slice(1, -1)).join(",")}]`,
      "expected 1 … 1000, got 2000",
    ],
    ["nets of no list", "nets", () => '{"0":1,"length":1}', "nets: expected array"],
    ["nets that are a number", "nets", () => "7", "nets: expected array, got 7"],
    ["nets of null", "nets", () => "[null]", "nets[0]: expected object, got null"],
    ["nets of no JSON", "nets", () => "[1,]", "nets: expected JSON"],
    ["another task", "task", () => "regression", 'encoder.task: expected "regression", got "classes"'],
    [
      "an unknown task",
      "task",
      () => "ranking",
      'expected "regression" | "binary" | "classes", got "ranking"',
    ],
    [
      "__proto__ in the encoder",
      "encoder",
      replaced('{"task"', '{"__proto__":{"polluted":1},"task"'),
      'got "__proto__"',
    ],
    [
      "a key twice in the encoder",
      "encoder",
      replaced('{"task"', '{"task":"regression","task"'),
      'no key twice, got "task"',
    ],
    [
      "a key twice by an escape",
      "encoder",
      replaced('{"task"', '{"t\\u0061sk":"binary","task"'),
      "no key twice",
    ],
    [
      "a feature of another type",
      "encoder",
      replaced('"type":"category"', '"type":"script"'),
      'features[1].type: expected "number" | "date"',
    ],
    [
      "a feature type of Object",
      "encoder",
      replaced('"type":"category"', '"type":"toString"'),
      'got "toString"',
    ],
    [
      "a feature without name",
      "encoder",
      replaced('"name":"colour",', ""),
      "features[1].name: expected a value",
    ],
    ["a name that is a number", "encoder", replaced('"name":"colour"', '"name":5'), "expected string, got 5"],
    [
      "a spread of 0",
      "encoder",
      replaced(/"spread":[-.e\d]+/, '"spread":0'),
      "scale.spread: expected number > 0, got 0",
    ],
    [
      "a spread of −1",
      "encoder",
      replaced(/"spread":[-.e\d]+/, '"spread":-1'),
      "expected number > 0, got -1",
    ],
    [
      "an infinite center",
      "encoder",
      replaced(/"center":[-.e\d]+/, '"center":-1e999'),
      "finite number, got -Infinity",
    ],
    [
      "a center of null",
      "encoder",
      replaced(/"center":[-.e\d]+/, '"center":null'),
      "finite number, got null",
    ],
    [
      "an unknown scale",
      "encoder",
      replaced('"name":"robust"', '"name":"valueOf"'),
      'expected "robust" | "standard"',
    ],
    [
      "a minimum above the maximum",
      "encoder",
      replaced(/"min":[-.e\d]+/, '"min":1e9'),
      "max: expected ≥ 1000000000",
    ],
    [
      "a level twice",
      "encoder",
      replaced(/"levels":\["(\w+)","\w+"/, '"levels":["$1","$1"'),
      "encoder.inputs",
    ],
    ["levels of numbers", "encoder", replaced(/"levels":\["\w+"/, '"levels":[1'), "expected string, got 1"],
    ["no levels", "encoder", replaced(/"levels":\[[^\]]*\]/, '"levels":[]'), "levels.length: expected ≥ 1"],
    [
      "two classes for three",
      "encoder",
      replaced('["a","b","c"]', '["a","b"]'),
      "levels.length: expected ≥ 3, got 2",
    ],
    [
      "a class more",
      "encoder",
      replaced('["a","b","c"]', '["a","b","c","d"]'),
      "sizes[2]: expected 4, got 3",
    ],
    ["a class twice", "encoder", replaced('["a","b","c"]', '["a","b","b"]'), 'no name twice, got "b"'],
    ["a label among the features", "encoder", replaced('"name":"colour"', '"name":"y"'), "encoder.inputs"],
    [
      "another name of an input",
      "encoder",
      replaced('"inputs":["x"', '"inputs":["z"'),
      'encoder.inputs[0]: expected "x", got "z"',
    ],
    ["an input more", "encoder", replaced('"inputs":["x"', '"inputs":["x","x"'), "encoder.inputs[1]"],
    ["no inputs", "encoder", replaced(/"inputs":\[[^\]]*\]/, '"inputs":[]'), "inputs.length: expected ≥ 1"],
    ["an encoder of null", "encoder", () => "null", "encoder: expected object, got null"],
    ["an encoder of a list", "encoder", () => "[]", "encoder: expected object, got array(0)"],
    ["an empty encoder", "encoder", () => "{}", "encoder.task: expected a value, got undefined"],
    [
      "40 levels in the recipe",
      "run",
      replaced('"recipe":{', `"recipe":{"a":${"[".repeat(40)}${"]".repeat(40)},`),
      "run: expected JSON of at most 32 levels",
    ],
    [
      "1,000,000 levels in the recipe",
      "run",
      replaced('"recipe":{', `"recipe":{"a":${"[".repeat(1e6)}${"]".repeat(1e6)},`),
      "at most 32 levels",
    ],
    [
      "__proto__ in the recipe",
      "run",
      replaced('"recipe":{', '"recipe":{"__proto__":{"isAdmin":true},'),
      'run.recipe: expected names of letters, digits and _, got "__proto__"',
    ],
    [
      "__proto__ deep in the recipe",
      "run",
      replaced('"recipe":{', '"recipe":{"a":[{"__proto__":[]}],'),
      "run.recipe.a[0]",
    ],
    [
      "__proto__ among the metrics",
      "run",
      replaced('"metrics":{"train":{', '"metrics":{"train":{"__proto__":1,'),
      "run.metrics.train",
    ],
    [
      "__proto__ among the baselines",
      "run",
      replaced('"baselines":{', '"baselines":{"__proto__":null,'),
      "run.baselines",
    ],
    ["a metric of text", "run", replaced(/"accuracy":[.\d]+/, '"accuracy":"1"'), 'finite number, got "1"'],
    [
      "an infinite loss",
      "run",
      replaced(/"trainLoss":[.\d]+/, '"trainLoss":1e999'),
      "run.history[0].trainLoss: expected finite number, got Infinity",
    ],
    [
      "an unknown reason to stop",
      "run",
      replaced('"stopped":"epochs"', '"stopped":"rm -rf"'),
      'got "rm -rf"',
    ],
    ["a negative seed", "run", replaced(/"seed":\d+/, '"seed":-1'), "run.seed: expected integer ≥ 0, got -1"],
    [
      "an unknown precision",
      "run",
      replaced('"float64"', '"float16"'),
      'expected "float64" | "float32", got "float16"',
    ],
    [
      "a warning of no code",
      "run",
      replaced(/"warnings":\[[^]*\]/, '"warnings":[{"code":"toString","values":{},"message":""}]'),
      "code of a message",
    ],
    [
      "a place that is a path",
      "run",
      replaced(
        /"warnings":\[[^]*\]/,
        '"warnings":[{"code":"E300","values":{},"message":"","place":{"line":"../x"}}]',
      ),
      "place.line",
    ],
    ["a key more in the record", "run", replaced('{"gradus"', '{"hooks":[],"gradus"'), 'got "hooks"'],
    ["no record", "run", () => "", "run: expected JSON"],
    ["a byte order mark", "run", (t) => `\ufeff${t}`, "run: expected JSON"],
    ["a checkpoint of nothing", "run", replaced(/^/, "x"), "run: expected JSON"],
  ])("%s", (_, key, change, message) => {
    expect(expectRefused(forgedText(key, change), message).code).toBe("E305");
  });

  it.each<[string, (content: Tensors) => void, string]>([
    [
      "a NaN weight",
      ({ tensors }) => (tensors.get("net0.W1")!.data[0] = NaN),
      "tensor net0.W1: expected finite values, got NaN",
    ],
    [
      "an infinite bias",
      ({ tensors }) => (tensors.get("net0.b2")!.data[1] = -Infinity),
      "tensor net0.b2: expected finite values, got -Infinity",
    ],
    [
      "a missing tensor",
      ({ tensors }) => tensors.delete("net0.b1"),
      "tensor net0.b1: expected shape [3], got undefined",
    ],
    [
      "a tensor more",
      ({ tensors }) => tensors.set("net1.W1", { shape: [1], data: new Float64Array(1) }),
      'got "net1.W1"',
    ],
    [
      "a tensor __proto__",
      ({ tensors }) => tensors.set("__proto__", { shape: [0], data: new Float64Array(0) }),
      'got "__proto__"',
    ],
    [
      "a transposed tensor",
      ({ tensors }) => tensors.set("net0.W1", { ...tensors.get("net0.W1")!, shape: [4, 3] }),
      "expected shape [3, 4], got [4, 3]",
    ],
    [
      "a flat tensor",
      ({ tensors }) => tensors.set("net0.W1", { ...tensors.get("net0.W1")!, shape: [12] }),
      "expected shape [3, 4], got [12]",
    ],
    ["an unknown text", ({ metadata }) => metadata.set("script", "1"), 'got "script"'],
    ["no encoder", ({ metadata }) => metadata.delete("encoder"), "encoder: expected JSON"],
    [
      "an empty checkpoint",
      ({ metadata }) => metadata.set("checkpoint", "{}"),
      "checkpoint.done: expected a value",
    ],
    [
      "a checkpoint that is null",
      ({ metadata }) => metadata.set("checkpoint", "null"),
      "checkpoint: expected object, got null",
    ],
  ])("%s", (_, change, message) => {
    expect(expectRefused(forged(change), message).code).toBe("E305");
  });

  it("but takes the same contents with a right checksum", () => {
    expect(forged(() => {})).toEqual(good);
    expect(loadModel(good).task).toBe("classes");
  });
});
