// Builds the page twice: as files into cli/dist/page, for `gradus studio`, and as one file, studio/dist/gradus-studio.html,
// that opens without a server. The page that is served holds its first view as HTML. Does nothing if nothing changed.
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "vite";

const root = fileURLToPath(new URL("..", import.meta.url));
const STAMP = join(root, "studio/dist/built-from");
const PAGE = join(root, "cli/dist/page");
const RESULTS = ["cli/dist/page/index.zh.html", "studio/dist/gradus-studio.html"];
/** Folders whose files the page is made of, with what their names end with. */
const SOURCES = [
  ["studio/src", ""],
  ["core/dist", ".js"],
  ["readers/dist", ".js"],
  ["figures/dist", ".js"],
  ["onnx/dist", ".js"],
  ["examples", ".csv"],
];
const FILES = [
  "studio/first.js",
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
  await prerender(configFile);
  writeFileSync(STAMP, digest);
  console.log("studio: cli/dist/page and studio/dist/gradus-studio.html");
}

/** Puts the first view into the page that is served, in each language, so that it is seen before any script has run. */
async function prerender(configFile) {
  const outDir = join(root, "studio/dist/prerender");
  const entry = join(root, "studio/src/prerender.ts");
  await build({ root: join(root, "studio"), configFile, build: { ssr: entry, outDir, emptyOutDir: true } });
  const { prerender: render } = await import(pathToFileURL(join(outDir, "prerender.js")).href);
  copyFileSync(join(root, "studio/first.js"), join(PAGE, "first.js"));
  const page = readFileSync(join(PAGE, "index.html"), "utf8");
  for (const [language, lang, file] of [
    ["zh", "zh-CN", "index.zh.html"],
    ["en", "en", "index.html"],
  ]) {
    const view = await render(language);
    const html = page
      .replace('<html lang="en">', () => `<html lang="${lang}">`)
      .replace("<head>", () => '<head><script src="./first.js"></script>')
      .replace('<div id="app"></div>', () => `<div id="app">${view}</div>`);
    writeFileSync(join(PAGE, file), html);
  }
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
