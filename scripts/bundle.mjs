import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "vite";

const root = fileURLToPath(new URL("..", import.meta.url));

/**
 * Bundles a program as a page would have it, one minified file, and measures it.
 *
 * @param {string} program what it imports from the built packages
 * @returns {Promise<{ bytes: number, gzip: number }>} bytes as they are, and packed by gzip at level 9
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
        resolveId: (id) => (id === entry ? entry : undefined),
        load: (id) => (id === entry ? program : undefined),
      },
    ],
    build: {
      write: false,
      modulePreload: { polyfill: false },
      rolldownOptions: { input: entry, preserveEntrySignatures: "strict", output: { format: "es" } },
    },
  });
  const [{ code }] = output;
  return { bytes: Buffer.byteLength(code), gzip: gzipSync(code, { level: 9 }).length };
}
