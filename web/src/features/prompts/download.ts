/** Hands a JSON document to the browser's downloads. */
export function downloadJson(name: string, document: unknown): void {
  const address = URL.createObjectURL(new Blob([JSON.stringify(document, null, 2)], { type: "application/json" }));
  const link = window.document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The download has begun by then; revoking at once would take it away in some browsers.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
