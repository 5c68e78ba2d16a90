import type { Message } from "./message.js";

// Filled by `messages.ts` with all there is, and by `for-prediction.ts` with what a program that only predicts may say, so
// that such a program need not carry the rest.
const catalogue = new Map<string, Message>();

/** Adds messages by their codes. */
export function addMessages(messages: Readonly<Record<string, Message>>): void {
  for (const [code, message] of Object.entries(messages)) catalogue.set(code, message);
}

/** The message of a code, if it has been added. */
export function messageOf(code: string): Message | undefined {
  return catalogue.get(code);
}
