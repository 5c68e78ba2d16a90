import type { KatexOptions } from "katex";

type Render = (tex: string, options: KatexOptions) => string;

/** KaTeX, which is loaded behind the first sight of the page; until then formulas are plain text. */
class Formulas {
  #render = $state.raw<Render | undefined>(undefined);

  /** Settled when it is there. */
  readonly ready: Promise<void> = this.#load();

  /** A formula as HTML with MathML beside it; undefined as long as it cannot be set. */
  html(tex: string): string | undefined {
    return this.#render?.(tex, {
      displayMode: true,
      output: "htmlAndMathml",
      throwOnError: false,
      strict: (code: string) => (code === "htmlExtension" ? "ignore" : "warn"),
      trust: ({ command }) => command === "\\htmlData",
    });
  }

  async #load(): Promise<void> {
    const { default: katex } = await import("katex");
    this.#render = katex.renderToString;
  }
}

/** The typesetter of the page. */
export const formulas = new Formulas();
