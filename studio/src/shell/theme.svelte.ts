import { remember, remembered } from "./memory.js";

/** Appearances; `auto` follows the system. */
export const themes = ["auto", "light", "dark"] as const;
export type ThemeName = (typeof themes)[number];

class Theme {
  name = $state<ThemeName>(themes.find((name) => name === remembered("theme")) ?? "auto");
  #isSystemDark = $state(false);
  /** What the page shows. */
  readonly ground = $derived(this.name === "auto" ? (this.#isSystemDark ? "dark" : "light") : this.name);

  constructor() {
    // While the page is built there is no browser.
    if (typeof matchMedia === "undefined") return;
    this.#show();
    const system = matchMedia("(prefers-color-scheme: dark)");
    this.#isSystemDark = system.matches;
    system.addEventListener("change", () => (this.#isSystemDark = system.matches));
  }

  /** Holds at once: what is drawn next reads its colours from the page. */
  choose(name: ThemeName): void {
    this.name = name;
    this.#show();
    remember("theme", name);
  }

  #show(): void {
    const { dataset } = document.documentElement;
    if (this.name === "auto") delete dataset["theme"];
    else dataset["theme"] = this.name;
  }
}

/** The appearance of the page. */
export const theme = new Theme();
