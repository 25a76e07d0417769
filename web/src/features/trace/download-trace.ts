/** A trace as a JSON file: its header and every step in order, with the beginning of its texts, for a bug report or a test. */
import type { TraceSource } from "./trace-source";

export async function downloadTrace(source: TraceSource): Promise<void> {
  const base = source.isShared ? "/api/v1/public/projects" : "/api/v1/projects";
  const address = `${base}/${encodeURIComponent(source.projectId)}/traces/${encodeURIComponent(source.traceId)}`;
  const read = async (path: string) => (await fetch(address + path)).json();
  const steps: unknown[] = [];
  let cursor = "";
  do {
    const page = await read(`/log?limit=200${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`);
    steps.push(...page.data);
    cursor = page.next_cursor ?? "";
  } while (cursor);
  const blob = new Blob([JSON.stringify({ trace: await read(""), steps }, null, 2)], { type: "application/json" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `trace-${source.traceId}.json`;
  link.click();
  URL.revokeObjectURL(link.href);
}
