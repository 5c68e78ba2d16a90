/** Gives a file to the browser to be kept. */
export function download(
  bytes: Uint8Array<ArrayBuffer> | string,
  name: string,
  type = "application/octet-stream",
): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
