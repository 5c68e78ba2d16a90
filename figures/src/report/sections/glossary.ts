import type { Facts } from "../facts.js";
import { write, type Html } from "../html.js";
import type { Look } from "../look.js";

/** The words that a reader may not know. */
export function glossary({ model }: Facts, { text }: Look): Html {
  const terms = [
    ...text.glossary.common,
    ...(model.task === "regression" ? text.glossary.regression : text.glossary.classes),
  ];
  return write`<dl class="glossary">
    ${terms.map(
      ([term, meaning]) =>
        write`<dt>${term}</dt>
          <dd>${meaning}</dd>`,
    )}
  </dl>`;
}
