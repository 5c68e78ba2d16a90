import { hydrate, mount } from "svelte";
import App from "./App.svelte";
import { formulas } from "./learn/formulas.svelte.js";

/** Begins the page in its element. @param isThere whether its first view stands there already */
export async function start(target: HTMLElement, isThere: boolean): Promise<void> {
  if (isThere) {
    // The first view has its formulas set.
    await formulas.ready;
    hydrate(App, { target });
  } else {
    target.replaceChildren();
    mount(App, { target });
  }
}
