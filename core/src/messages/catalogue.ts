import type { Message } from "./message.js";

// Each file of messages adds its own, and each file of the library imports those that it may say: a program carries no others.
const catalogue = /* @__PURE__ */ new Map<string, Message>();

/**
 * Adds messages by their codes. A bundled page that shows what its workers report has none but those of the functions that it
 * imports itself: it adds the others by `addMessages(messages)`.
 */
export function addMessages(messages: Readonly<Record<string, Message>>): void {
  for (const [code, message] of Object.entries(messages)) catalogue.set(code, message);
}

/** The message of a code, if it has been added. */
export function messageOf(code: string): Message | undefined {
  return catalogue.get(code);
}
