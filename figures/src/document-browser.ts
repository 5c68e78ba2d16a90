/** The document of the page; elements are made in it, but never put into it. */
export function newDocument(): Document {
  return globalThis.document;
}
