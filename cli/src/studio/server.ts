import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { GradusError } from "gradus";
import type { PageFile } from "./page.js";

const HOST = "127.0.0.1";
const PORT = 4517;
/** The page with its first view in Chinese, for browsers whose first language that is. */
const CHINESE = "/index.zh.html";

/**
 * What every answer says. Nothing is loaded from elsewhere, text never becomes a program; formulas carry styles, kernels are
 * compiled, workers may share memory.
 */
export const HEADERS = {
  "content-security-policy":
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; font-src 'self'; " +
    "img-src 'self' data: blob:; connect-src 'self'; worker-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "cache-control": "no-cache",
} as const;

/** The page being served. */
export interface Serving {
  server: Server;
  /** `http://127.0.0.1:4517/` */
  url: string;
}

/**
 * Serves the page to this computer only.
 *
 * @param files the page, by path
 * @param port  wanted port; without it 4517, or any free one if that is taken
 * @throws GradusError E502 if the wanted port cannot be had
 */
export async function serve(files: ReadonlyMap<string, PageFile>, port?: number): Promise<Serving> {
  const server = createServer((request, response) => answer(request, response, files));
  try {
    await listen(server, port ?? PORT);
  } catch (error) {
    if (port !== undefined)
      throw new GradusError("E502", { port, reason: String((error as NodeJS.ErrnoException).code) });
    await listen(server, 0);
  }
  return { server, url: `http://${HOST}:${(server.address() as AddressInfo).port}/` };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, HOST, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

/** Only what a browser on this computer asks of this address: another host's name would be a page elsewhere that reaches in. */
function answer(
  request: IncomingMessage,
  response: ServerResponse,
  files: ReadonlyMap<string, PageFile>,
): void {
  const { port } = request.socket.address() as AddressInfo;
  if (![`${HOST}:${port}`, `localhost:${port}`].includes(request.headers.host ?? ""))
    return refuse(response, 421);
  if (request.method !== "GET" && request.method !== "HEAD") return refuse(response, 405);
  const path = (request.url ?? "/").replace(/[?#].*$/s, "");
  const isChinese = path === "/" && /^\s*zh\b/i.test(request.headers["accept-language"] ?? "");
  const file = (isChinese ? files.get(CHINESE) : undefined) ?? files.get(path);
  if (file === undefined) return refuse(response, 404);
  const length = file.body.length;
  response.writeHead(200, {
    ...HEADERS,
    "content-type": file.type,
    "content-length": length,
    ...(path === "/" ? { vary: "accept-language" } : {}),
  });
  response.end(request.method === "HEAD" ? undefined : file.body);
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { ...HEADERS, "content-type": "text/plain; charset=utf-8" }).end();
}
