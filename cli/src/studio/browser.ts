import { spawn } from "node:child_process";

/** Opens an address in the browser; where there is none, nothing happens, and the address has been printed. */
export function openBrowser(url: string, platform = process.platform): void {
  const [program, ...args] = commandFor(url, platform);
  const child = spawn(program, args, { stdio: "ignore", detached: true });
  child.on("error", () => {});
  child.unref();
}

/** The command that opens an address, as each system has it. */
export function commandFor(url: string, platform: NodeJS.Platform): [string, ...string[]] {
  if (platform === "darwin") return ["open", url];
  if (platform === "win32") return ["rundll32", "url.dll,FileProtocolHandler", url];
  return ["xdg-open", url];
}
