import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "vite";

const root = fileURLToPath(new URL("..", import.meta.url));

/** What Vite puts around `import()`, to fetch styles along with scripts: not a part of the library, and left out. */
const HELPER = "\0vite/preload-helper.js";

/**
 * Bundles a program as a page would have it, minified, and measures it.
 *
 * @param {string} program what it imports from the built packages
 * @returns {Promise<{ bytes: number, gzip: number, later: number }>} what the page needs at its start: bytes as they are, and with
 *   each file packed by gzip at level 9; and packed bytes of what it loads later, when a function asks for it
 */
export async function bundleSize(program) {
  const entry = "\0program";
  const { output } = await build({
    configFile: false,
    root,
    logLevel: "error",
    plugins: [
      {
        name: "program",
        enforce: "pre",
        resolveId: (id) => (id === entry ? entry : undefined),
        load: (id) =>
          id === entry
            ? program
            : id === HELPER
              ? "export const __vitePreload = (load) => load();"
              : undefined,
      },
    ],
    build: {
      write: false,
      modulePreload: false,
      rolldownOptions: { input: entry, preserveEntrySignatures: "allow-extension", output: { format: "es" } },
    },
  });
  const chunks = new Map(
    output.filter(({ type }) => type === "chunk").map((chunk) => [chunk.fileName, chunk]),
  );
  const first = new Set([output[0].fileName]);
  for (const name of first) for (const other of chunks.get(name).imports) first.add(other);
  const packed = (name) => gzipSync(chunks.get(name).code, { level: 9 }).length;
  const sum = (names, sizeOf) => names.reduce((total, name) => total + sizeOf(name), 0);
  return {
    bytes: sum([...first], (name) => Buffer.byteLength(chunks.get(name).code)),
    gzip: sum([...first], packed),
    later: sum(
      [...chunks.keys()].filter((name) => !first.has(name)),
      packed,
    ),
  };
}
