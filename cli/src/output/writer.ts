import { createHash, randomBytes } from "node:crypto";
import nodeFiles from "node:fs";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import { GradusError } from "gradus";
import { systemReason } from "./stream.js";

/** The calls of node:fs that writing needs; a test puts faulty ones in their place. */
export type Files = Pick<
  typeof nodeFiles,
  | "openSync"
  | "writeSync"
  | "fsyncSync"
  | "closeSync"
  | "renameSync"
  | "unlinkSync"
  | "statSync"
  | "realpathSync"
  | "readdirSync"
>;

/**
 * Writes a file so that it is there whole or not at all: a new file beside it, its bytes brought to the disk, renamed over
 * the old one, the folder brought to the disk. A link is followed; a device or pipe is written to directly.
 *
 * @param path  the file; its folder must exist
 * @throws GradusError E400 if any step fails; the old file is then as it was, and the new one removed
 */
export function writeFileAtomic(path: string, data: string | Uint8Array, files: Files = nodeFiles): void {
  const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
  try {
    const target = resolveTarget(path, files);
    if (target.special) writeInto(files.openSync(target.path, "w"), bytes, files);
    else replace(target.path, bytes, target.mode, files);
  } catch (cause) {
    throw writeError(path, cause);
  }
}

/**
 * Makes sure, before hours of training, that a file can be written: its folder exists and takes new files, and the name is
 * not a folder's. Temporary files that a killed run has left there under this name are removed.
 *
 * @throws GradusError E400 (kind "output")
 */
export function checkWritable(path: string, files: Files = nodeFiles): void {
  try {
    const target = resolveTarget(path, files);
    if (target.special) return;
    removeLeftovers(target.path, files);
    if (target.mode !== undefined) files.closeSync(files.openSync(target.path, "r+"));
    const probe = temporaryName(target.path);
    files.closeSync(files.openSync(probe, "wx"));
    files.unlinkSync(probe);
  } catch (cause) {
    throw writeError(path, cause);
  }
}

/**
 * Makes sure that an output is none of the files that are read: a mistyped `-o` must not cost the table.
 *
 * @param inputs paths; "-" and undefined are passed over
 * @throws GradusError E402 (kind "output")
 */
export function refuseOverwriting(
  output: string | undefined,
  inputs: readonly (string | undefined)[],
  files: Files = nodeFiles,
): void {
  const real = (path: string | undefined): string | undefined =>
    path === undefined || path === "-" || files.statSync(path, { throwIfNoEntry: false }) === undefined
      ? undefined
      : files.realpathSync(path);
  const target = real(output);
  if (target === undefined || !inputs.some((input) => real(input) === target)) return;
  throw new GradusError("E402", { file: output! }, { file: output! });
}

interface Target {
  path: string;
  /** A device, pipe or socket: nothing to rename. */
  special: boolean;
  /** Permissions of the file that is there. */
  mode: number | undefined;
}

function resolveTarget(path: string, files: Files): Target {
  const stat = files.statSync(path, { throwIfNoEntry: false });
  if (stat?.isDirectory()) throw Object.assign(new Error("EISDIR: is a directory"), { code: "EISDIR" });
  if (stat !== undefined && !stat.isFile()) return { path, special: true, mode: undefined };
  return {
    path: stat === undefined ? path : files.realpathSync(path),
    special: false,
    mode: stat === undefined ? undefined : stat.mode & 0o7777,
  };
}

function replace(path: string, bytes: Uint8Array, mode: number | undefined, files: Files): void {
  const temporary = temporaryName(path);
  const file = files.openSync(temporary, "wx", mode ?? 0o666);
  try {
    writeInto(file, bytes, files);
    files.renameSync(temporary, path);
  } catch (error) {
    try {
      files.unlinkSync(temporary);
    } catch {
      // Whatever kept it from being written may keep it from being removed; the first fault is the one to tell.
    }
    throw error;
  }
  syncFolder(dirname(path), files);
}

/** Writes all bytes, brings them to the disk, and closes the file in any case. */
function writeInto(file: number, bytes: Uint8Array, files: Files): void {
  let open = true;
  try {
    for (let at = 0; at < bytes.length;) {
      const written = files.writeSync(file, bytes, at, bytes.length - at);
      if (written === 0) throw Object.assign(new Error("EIO: nothing was written"), { code: "EIO" });
      at += written;
    }
    syncFile(file, files);
    open = false;
    files.closeSync(file);
  } finally {
    if (open) files.closeSync(file);
  }
}

/** Pipes and terminals cannot be synchronised, which is no fault. */
function syncFile(file: number, files: Files): void {
  try {
    files.fsyncSync(file);
  } catch (error) {
    if (!isUnsupported(error)) throw error;
  }
}

/**
 * Makes the rename last through a crash. A fault here is none of the file's: it is whole under its name, the old one or the
 * new one, whichever the disk remembers. Windows opens no folders.
 */
function syncFolder(folder: string, files: Files): void {
  if (process.platform === "win32") return;
  try {
    const handle = files.openSync(folder, "r");
    try {
      files.fsyncSync(handle);
    } finally {
      files.closeSync(handle);
    }
  } catch {
    // See above: nothing to undo, and nothing to tell that would help.
  }
}

function isUnsupported(error: unknown): boolean {
  return ["EINVAL", "ENOTSUP", "EROFS"].includes((error as NodeJS.ErrnoException).code ?? "");
}

/** `.NAME.MACHINE-PROCESS-CHANCE.tmp`: two runs never share one, and the next run knows whose it was. */
function temporaryName(path: string): string {
  return join(
    dirname(path),
    `.${basename(path)}.${machine()}-${process.pid}-${randomBytes(4).toString("hex")}.tmp`,
  );
}

function machine(): string {
  return createHash("sha256").update(hostname()).digest("hex").slice(0, 8);
}

/** Removes temporary files of this name whose process, on this machine, is no more. */
function removeLeftovers(path: string, files: Files): void {
  const start = `.${basename(path)}.${machine()}-`;
  for (const name of files.readdirSync(dirname(path))) {
    if (!name.startsWith(start) || !name.endsWith(".tmp")) continue;
    const pid = Number.parseInt(name.slice(start.length), 10);
    if (Number.isSafeInteger(pid) && !isAlive(pid)) files.unlinkSync(join(dirname(path), name));
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

function writeError(path: string, cause: unknown): GradusError {
  if (cause instanceof GradusError) return cause;
  return new GradusError("E400", { file: path, reason: systemReason(cause) }, { file: path }, { cause });
}
