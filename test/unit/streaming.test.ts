/**
 * Tables that are streamed from files. test/fixtures/readers/concrete.parquet is examples/concrete_named.csv by pyarrow 26.0.1:
 * `pq.write_table(table, path, row_group_size=300, compression="zstd", store_schema=False)`.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { loadModel, toTable, train, trainStream, type Model, type StreamTrainOptions } from "gradus";
import { fileStore, readFile, streamFile } from "@gradus/readers/node";
import { run } from "@gradus/cli";
import { afterAll, describe, expect, test } from "vitest";

const CSV = "examples/concrete_named.csv";
const folder = mkdtempSync(join(tmpdir(), "gradus-streaming-"));
afterAll(() => rmSync(folder, { recursive: true }));

function written(name: string, bytes: Uint8Array | string): string {
  writeFileSync(join(folder, name), bytes);
  return join(folder, name);
}

async function streamed(
  path: string,
  partBytes: number,
  options: Partial<StreamTrainOptions> = {},
): Promise<Model> {
  const store = fileStore(folder);
  const quick = { label: "compressive_strength", nets: 1, epochs: 3, bufferRows: 256, store };
  return trainStream(await streamFile(path, { partBytes }), { ...quick, ...options });
}

const parameters = (model: Model): Float64Array => model.nets[0].network.parameters;

describe("trainStream() on files", () => {
  test("gives one model for CSV, gzip and Parquet, however they are cut", async () => {
    const model = await streamed(CSV, 4096);
    const packed = written("concrete.csv.gz", gzipSync(readFileSync(CSV)));
    const parquet = "test/fixtures/readers/concrete.parquet";
    for (const [path, partBytes] of [
      [CSV, 1000],
      [packed, 4096],
      [parquet, 1000],
      [parquet, 2 ** 20],
    ] as const) {
      const other = await streamed(path, partBytes);
      expect(parameters(other)).toEqual(parameters(model));
      expect(other.encoder).toEqual(model.encoder);
      expect(other.run.data).toMatchObject({
        rows: 1030,
        missing: 0,
        fingerprint: model.run.data.fingerprint,
      });
    }
  });

  test("reads GB18030, and types and gaps as the whole-file reader does", async () => {
    // 水,温度,强度 and 高, 低, 中 as iconv writes them in GB18030.
    const gb = (hex: string): number[] => [...Buffer.from(hex, "hex")];
    const ascii = (text: string): number[] => [...Buffer.from(text)];
    const words = [gb("b8df"), gb("b5cd"), gb("d6d0")];
    const rows = Array.from({ length: 300 }, (_, r) => [
      ...ascii(`${(r * 7) % 50}`),
      44,
      ...(r % 20 === 19 ? [] : words[r % 3]),
      44,
      ...ascii(`${((r * 7) % 50) / 2 + (r % 3)}`),
      10,
    ]);
    const header = [...gb("cbae"), 44, ...gb("cec2b6c8"), 44, ...gb("c7bfb6c8"), 10];
    const path = written("表.csv", Uint8Array.from([...header, ...rows.flat()]));
    const [first, second] = await Promise.all(
      [50, 2 ** 20].map((size) => streamed(path, size, { label: "强度" })),
    );
    expect(parameters(second)).toEqual(parameters(first));
    expect(first.encoder.features).toMatchObject([
      { name: "水", type: "number" },
      { name: "温度", type: "category" },
    ]);
    expect(first.run.data.missing).toBe(15);
  });

  test("is about as accurate as train() on the same table, with a quarter of the rows in the buffer", async () => {
    const options = { label: "compressive_strength", nets: 1, epochs: 80 };
    const held = await train(toTable(await readFile(CSV)), options);
    const model = await streamed(CSV, 4096, { ...options, bufferRows: 192 });
    // The linear model has an RMSE of 10 MPa, the mean 17; other rows are tested, so that the two differ by chance.
    expect(held.run.metrics.test!["rmse"]).toBeLessThan(7);
    expect(model.run.metrics.test!["rmse"]).toBeLessThan(7);
  });

  test("leaves nothing behind in the folder of the encoded rows, and tells where there is no room", async () => {
    const cache = mkdtempSync(join(folder, "cache-"));
    await streamed(CSV, 4096, { store: fileStore(cache) });
    await streamed(CSV, 4096, { store: fileStore(cache), loss: "nonsense" as never }).catch(() => {});
    expect(readdirSync(cache)).toEqual([]);
    await expect(fileStore(cache)(1e18)).rejects.toMatchObject({ code: "E533", values: { needed: 1e18 } });
    await expect(fileStore(join(cache, "none"))(1)).rejects.toMatchObject({ code: "E400" });
  });
});

describe("gradus train --memory", () => {
  async function gradus(...args: string[]): Promise<{ code: number; out: string; err: string }> {
    const text = { out: "", err: "" };
    const sink = (to: "out" | "err"): Parameters<typeof run>[1]["stdout"] => ({
      write(chunk, done) {
        text[to] += String(chunk);
        done();
        return true;
      },
      on: () => {},
    });
    const host = { stdout: sink("out"), stderr: sink("err"), env: { LANG: "C.UTF-8" } };
    return { code: await run(["train", ...args], host), ...text };
  }

  test("streams, says how, and writes a model that any command reads", async () => {
    const out = join(folder, "m.safetensors");
    const flags = [
      "--label",
      "compressive_strength",
      "--nets",
      "1",
      "--epochs",
      "3",
      "--out",
      out,
      "--cache",
      folder,
    ];
    const { code, out: shown } = await gradus(CSV, ...flags, "--memory", "250MB");
    expect(code).toBe(0);
    expect(shown).toMatch(
      /streamed +memory 250\.0 MB, \d+ rows shuffled at once, \d+ kB of encoded rows in /,
    );
    expect(loadModel(readFileSync(out), "m").run.split.kind).toBe("random hash");
    const chinese = await gradus(CSV, ...flags, "--memory", "250MB", "--lang", "zh");
    expect(chinese.out).toMatch(/流式 +内存 250\.0 MB，/);
  });

  test.each<[string[], string, number]>([
    [["--memory", "much"], "E001", 2],
    [["--memory", "1MB"], "E215", 7],
    [["--memory", "1GB", "--split-order"], "E213", 2],
    [["--memory", "1GB", "--cache", "/nowhere/at/all"], "E400", 6],
  ])("%j is refused as %s", async (flags, name, exit) => {
    const { code, err } = await gradus(
      CSV,
      "--label",
      "cement",
      ...flags,
      "--out",
      join(folder, "no.safetensors"),
    );
    expect([code, /^error\[(\w+)\]/m.exec(err)?.[1]]).toEqual([exit, name]);
    expect(existsSync(join(folder, "no.safetensors"))).toBe(false);
  });

  test("standard input, which cannot be read twice, is refused", async () => {
    const { code, err } = await gradus(
      "-",
      "--label",
      "y",
      "--memory",
      "1GB",
      "--out",
      join(folder, "no.safetensors"),
    );
    expect([code, err]).toEqual([2, "error[E009]: these options exclude one another: -, --memory\n"]);
  });

  test("a row of another length is named by its line and column, as without the flag", async () => {
    const path = written("bad.csv", "a,b,y\n1,2,3\n4,5,6\n7,8\n1,2,3\n");
    const flags = ["--label", "y", "--out", join(folder, "no.safetensors")];
    const [held, stream] = [await gradus(path, ...flags), await gradus(path, ...flags, "--memory", "1GB")];
    expect(held.err).toContain("error[E171]: bad.csv:4: ");
    expect(stream).toEqual(held);
  });
});
