import { remember, remembered } from "./memory.js";

/** Appearances; `auto` follows the system. */
export const themes = ["auto", "light", "dark"] as const;
export type ThemeName = (typeof themes)[number];

class Theme {
  name = $state<ThemeName>(themes.find((name) => name === remembered("theme")) ?? "auto");

  choose(name: ThemeName): void {
    this.name = name;
    remember("theme", name);
  }
}

/** The appearance of the page. */
export const theme = new Theme();
