import type { Language } from "gradus";
import { figuresFor } from "../figures.js";
import { digests } from "../determinism/digests.js";
import { fitAll } from "./nets.js";
import { work, type Outcome } from "./work.js";

/** Called by the test: fetches a table of this origin and works on it. */
async function workOn(path: string, label: string): Promise<Outcome> {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`Cannot fetch ${path}: got status ${response.status}`);
  return work(new Uint8Array(await response.arrayBuffer()), path.slice(1), label);
}

/** The figures of 40 rows, drawn with the document of the page. */
function figures(language: Language): Record<string, string> {
  return figuresFor((draw) => draw, 40, { language, standalone: true });
}

Object.assign(globalThis, { workOn, digests, fitAll, figures });
