import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { resolve } from "node:path";
import { build } from "vite";

const HTML =
  '<!doctype html><meta charset="utf-8"><title>Gradus</title><script type="module" src="/page.js"></script>';
/** What a page of Gradus needs: its own scripts, and nothing made of text. */
const POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'";

/** Pages that train in WebAssembly, by path, with the headers of each; the workers' files have those of the first. */
const PAGES: Readonly<Record<string, Record<string, string>>> = {
  "/isolated": { ...wasmPolicy("blob: 'self'"), ...isolation() }, // threads, and workers of a pool
  "/apart": wasmPolicy("'self'"), // workers that share no memory
  "/alone": { ...wasmPolicy("blob:"), ...isolation() }, // threads, but no workers of a pool
};

function wasmPolicy(workers: string): Record<string, string> {
  const policy = `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src ${workers}; connect-src 'self'`;
  return { "content-security-policy": policy };
}

function isolation(): Record<string, string> {
  return {
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
  };
}

/** The page with all it imports, as a bundler makes it of the built packages: files by path. */
export async function bundlePage(): Promise<Map<string, string | Uint8Array>> {
  const result = await build({
    configFile: false,
    logLevel: "error",
    build: {
      write: false,
      modulePreload: { polyfill: false },
      rolldownOptions: {
        input: resolve("test/e2e/page.ts"),
        output: { entryFileNames: "page.js" },
      },
    },
  });
  if (!("output" in result)) throw new TypeError("Cannot bundle the page: expected one output");
  const files = result.output.map((file) => {
    return [`/${file.fileName}`, file.type === "chunk" ? file.code : file.source] as const;
  });
  return new Map([...["/", ...Object.keys(PAGES)].map((path) => [path, HTML] as const), ...files]);
}

/** Serves files on a free port of this computer. */
export async function serve(
  files: ReadonlyMap<string, string | Uint8Array>,
): Promise<{ server: Server; origin: string }> {
  const server = createServer((request, response) => {
    const path = request.url ?? "/";
    const body = files.get(path);
    const type =
      body === HTML ? "text/html" : path.endsWith(".js") ? "text/javascript" : "application/octet-stream";
    response.writeHead(body === undefined ? 404 : 200, {
      "content-type": type,
      ...(PAGES[path.includes("/worker-") ? "/isolated" : path] ?? { "content-security-policy": POLICY }),
    });
    response.end(body);
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}
