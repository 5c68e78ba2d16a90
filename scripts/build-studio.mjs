// Builds the page twice: as files into cli/dist/page, for `gradus studio`, and as one file, studio/dist/gradus-studio.html,
// that opens without a server. Does nothing if nothing changed.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const root = fileURLToPath(new URL("..", import.meta.url));
const STAMP = join(root, "studio/dist/built-from");
const RESULTS = ["cli/dist/page/index.html", "studio/dist/gradus-studio.html"];
/** Folders whose files the page is made of, with what their names end with. */
const SOURCES = [
  ["studio/src", ""],
  ["core/dist", ".js"],
  ["readers/dist", ".js"],
  ["examples", ".csv"],
];
const FILES = [
  "studio/index.html",
  "studio/package.json",
  "studio/vite.config.ts",
  "scripts/build-studio.mjs",
  "package-lock.json",
];

const digest = digestOfSources();
if (!isBuilt()) {
  const configFile = join(root, "studio/vite.config.ts");
  for (const mode of ["production", "single"]) await build({ root: join(root, "studio"), configFile, mode });
  writeFileSync(STAMP, digest);
  console.log("studio: cli/dist/page and studio/dist/gradus-studio.html");
}

function isBuilt() {
  return (
    existsSync(STAMP) &&
    readFileSync(STAMP, "utf8") === digest &&
    RESULTS.every((file) => existsSync(join(root, file)))
  );
}

function digestOfSources() {
  const hash = createHash("sha256");
  const listed = SOURCES.flatMap(([folder, ending]) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
      .map((entry) => join(entry.parentPath, entry.name)),
  ).toSorted();
  for (const file of [...FILES.map((name) => join(root, name)), ...listed]) {
    hash.update(`${file.slice(root.length).replaceAll("\\", "/")}\n`).update(readFileSync(file));
  }
  return hash.digest("hex");
}
