/** Hands a file that was made in the browser to its downloads. */
export function saveFile(name: string, content: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  // The download has begun by then; revoking at once would take it away in some browsers.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

export function saveJson(name: string, document: unknown): void {
  saveFile(name, new Blob([JSON.stringify(document, null, 2)], { type: "application/json" }));
}
