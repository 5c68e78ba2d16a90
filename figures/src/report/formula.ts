import katex from "katex";
import { Html, markup } from "./html.js";

/** A formula as MathML, which browsers draw without fonts and scripts of ours. @param tex LaTeX */
export function formula(tex: string, { display = false }: { display?: boolean } = {}): Html {
  const text = katex.renderToString(tex, {
    output: "mathml",
    displayMode: display,
    throwOnError: false,
    strict: "ignore",
  });
  const [math] = /<math[\s\S]*<\/math>/.exec(text) ?? [""];
  const plain = math.replaceAll(/<annotation[\s\S]*?<\/annotation>/g, "").replaceAll(/<\/?semantics>/g, "");
  return new Html(markup(plain).text);
}
