import type { Language } from "gradus";
import { remembered, remember } from "../shell/memory.js";
import { en } from "./en.js";
import { zh } from "./zh.js";

const texts = { en, zh };

/** The language of the page: the one chosen before, else the browser's. */
class Speech {
  language = $state<Language>(startLanguage());
  readonly text = $derived(texts[this.language]);

  choose(language: Language): void {
    this.language = language;
    remember("language", language);
  }
}

/** The one language of the page. */
export const speech = new Speech();

function startLanguage(): Language {
  const chosen = remembered("language");
  if (chosen === "en" || chosen === "zh") return chosen;
  // While the page is built there is no browser.
  return typeof navigator !== "undefined" && /^zh\b/i.test(navigator.language) ? "zh" : "en";
}
