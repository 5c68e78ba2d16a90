import { existsSync, readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { GradusError } from "gradus";

/** A file of the page, ready to be sent. */
export interface PageFile {
  body: Uint8Array;
  type: string;
}

const FOLDER = fileURLToPath(new URL("../../dist/page", import.meta.url));

const TYPES: ReadonlyMap<string, string> = new Map([
  [".html", "text/html; charset=utf-8"],
  [".js", "text/javascript; charset=utf-8"],
  [".css", "text/css; charset=utf-8"],
  [".woff2", "font/woff2"],
]);

/**
 * The built page, its files by path: `/` and `/assets/…`.
 *
 * @throws GradusError E501 if it has not been built
 */
export function readPage(folder = FOLDER): Map<string, PageFile> {
  if (!existsSync(join(folder, "index.html"))) throw new GradusError("E501", { folder });
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const files = names.map((name) => name.replaceAll("\\", "/")).filter((name) => TYPES.has(extname(name)));
  return new Map(
    files.map((name) => [
      name === "index.html" ? "/" : `/${name}`,
      { body: readFileSync(join(folder, name)), type: TYPES.get(extname(name))! },
    ]),
  );
}
