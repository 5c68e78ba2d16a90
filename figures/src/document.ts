import { parseHTML } from "linkedom";

/** A document to make elements in: Node.js has none, so this is a light one. `document-browser.ts` stands in for this file in pages. */
export function newDocument(): Document {
  return parseHTML("<!doctype html><html><body></body></html>").document;
}
