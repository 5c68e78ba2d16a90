/** Run when the page is built: its first view as HTML, so that it is there before any script. */
import type { Language } from "gradus";
import { render } from "svelte/server";
import App from "./App.svelte";
import { formulas } from "./learn/formulas.svelte.js";
import { speech } from "./text/language.svelte.js";

/** The first view in a language: HTML of the page's element. */
export async function prerender(language: Language): Promise<string> {
  await formulas.ready;
  speech.language = language;
  return render(App).body;
}
