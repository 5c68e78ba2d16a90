import files, {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GradusError } from "gradus";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { checkWritable, writeFileAtomic, type Files } from "./writer.js";

let folder = "";
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "gradus-writer-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** node:fs whose n-th call of one function fails as the system would. */
function failing(name: keyof Files, n: number, code: string): Files {
  let calls = 0;
  return {
    ...files,
    [name]: (...args: never[]) => {
      if (++calls === n) throw Object.assign(new Error(`${code}: the reason, ${name}`), { code });
      return (files[name] as (...args: never[]) => unknown)(...args);
    },
  };
}

describe("writeFileAtomic()", () => {
  test("writes bytes and texts, over an old file too, and leaves nothing else", () => {
    const path = join(folder, "模型.safetensors");
    writeFileAtomic(path, Uint8Array.of(1, 2, 3));
    expect([...readFileSync(path)]).toEqual([1, 2, 3]);
    writeFileAtomic(path, "损失");
    expect(readFileSync(path, "utf8")).toBe("损失");
    expect(readdirSync(folder)).toEqual(["模型.safetensors"]);
  });

  test("a short write is gone on with", () => {
    const path = join(folder, "model");
    const slow: Files = {
      ...files,
      writeSync: ((file: number, bytes: Uint8Array, at: number, length: number) =>
        files.writeSync(file, bytes, at, Math.min(length, 2))) as Files["writeSync"],
    };
    writeFileAtomic(path, "0123456", slow);
    expect(readFileSync(path, "utf8")).toBe("0123456");
  });

  test("keeps the permissions of the old file, and follows a link to it", () => {
    const path = join(folder, "model");
    writeFileSync(path, "old", { mode: 0o600 });
    symlinkSync(path, join(folder, "link"));
    writeFileAtomic(join(folder, "link"), "new");
    expect(readlinkSync(join(folder, "link"))).toBe(path);
    expect(readFileSync(path, "utf8")).toBe("new");
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  // Every system call before the rename, one after the other: ENOSPC, EIO and the like as a full or broken disk gives them.
  test.each([
    ["openSync", 1, "EACCES"],
    ["writeSync", 1, "ENOSPC"],
    ["writeSync", 2, "EIO"],
    ["fsyncSync", 1, "EIO"],
    ["closeSync", 1, "EDQUOT"],
    ["renameSync", 1, "EPERM"],
  ] as const)(
    "a fault of %s (call %i, %s) leaves the old file and no other, and is told",
    (name, n, code) => {
      const path = join(folder, "model");
      writeFileSync(path, "old");
      const faulty = failing(name, n, code);
      const halves: Files = {
        ...faulty,
        writeSync: ((file: number, bytes: Uint8Array, at: number, length: number) =>
          faulty.writeSync(file, bytes, at, Math.min(length, 1))) as Files["writeSync"],
      };
      expect(() => writeFileAtomic(path, "new", halves)).toThrow(
        expect.objectContaining({ code: "E400", kind: "output", place: { file: path } }),
      );
      expect(readFileSync(path, "utf8")).toBe("old");
      expect(readdirSync(folder)).toEqual(["model"]);
    },
  );

  test("a device that takes nothing is a fault, not a wait without end", () => {
    const path = join(folder, "model");
    expect(() => writeFileAtomic(path, "new", { ...files, writeSync: () => 0 })).toThrow(
      /nothing was written/,
    );
    expect(readdirSync(folder)).toEqual([]);
  });

  test.each(["openSync", "fsyncSync", "closeSync"] as const)(
    "after the rename a fault of %s on the folder changes nothing: the new file is whole",
    (name) => {
      const path = join(folder, "model");
      writeFileAtomic(path, "new", failing(name, 2, "EIO"));
      expect(readFileSync(path, "utf8")).toBe("new");
      expect(readdirSync(folder)).toEqual(["model"]);
    },
  );

  test.runIf(files.existsSync("/dev/full"))("a full device is told", () => {
    expect(() => writeFileAtomic("/dev/full", "x")).toThrow(/no space left on device/);
  });
});

describe("checkWritable()", () => {
  test("accepts a new and an old file and changes nothing", () => {
    writeFileSync(join(folder, "old"), "old");
    checkWritable(join(folder, "old"));
    checkWritable(join(folder, "new"));
    expect(readdirSync(folder)).toEqual(["old"]);
  });

  test("refuses a folder, a missing folder, and a folder that takes no new files", () => {
    mkdirSync(join(folder, "folder"));
    const refused = (path: string, with_?: Files): unknown => {
      try {
        checkWritable(path, with_);
      } catch (error) {
        return error;
      }
      return undefined;
    };
    for (const error of [
      refused(join(folder, "folder")),
      refused(join(folder, "absent", "model")),
      refused(join(folder, "model"), failing("openSync", 1, "EROFS")),
    ]) {
      expect(error).toBeInstanceOf(GradusError);
      expect((error as GradusError).kind).toBe("output");
    }
  });

  test("removes what a killed run left under this name, and nothing of runs that live or other names", () => {
    const path = join(folder, "model");
    // The names are made as the writer makes them: its own temporary file shows the machine's part.
    let made = "";
    const spy: Files = {
      ...files,
      renameSync: (from, to) => {
        made = String(from).slice(folder.length + 1);
        files.renameSync(from, to);
      },
    };
    writeFileAtomic(path, "x", spy);
    const dead = made.replace(`-${process.pid}-`, "-999999999-");
    const other = dead.replace(".model.", ".other.");
    for (const name of [dead, made, other, ".model.tmp"]) writeFileSync(join(folder, name), "");
    checkWritable(path);
    expect(readdirSync(folder).toSorted()).toEqual([made, ".model.tmp", other, "model"].toSorted());
  });
});
