/** A trace as a JSON file: its header and every step in order with whole inputs and outputs, for a bug report or a test. */
import { fetchWhole } from "./fetch-whole";
import type { LogEntry } from "./queries";
import type { TraceSource } from "./trace-source";

/** Longer texts than the log holds are fetched one by one; of a trace with more of them their beginning is enough. */
const MOST_LONG_TEXTS = 200;

export async function downloadTrace(source: TraceSource): Promise<void> {
  const base = source.isShared ? "/api/v1/public/projects" : "/api/v1/projects";
  const address = `${base}/${encodeURIComponent(source.projectId)}/traces/${encodeURIComponent(source.traceId)}`;
  const read = async (path: string) => {
    const answer = await fetch(address + path);
    if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
    return answer.json();
  };
  const steps: LogEntry[] = [];
  let cursor = "";
  do {
    const page = await read(`/log?limit=200${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`);
    steps.push(...page.data);
    cursor = page.next_cursor ?? "";
  } while (cursor);
  await completeTexts(source, steps);
  save(`trace-${source.traceId}.json`, JSON.stringify({ trace: await read(""), steps }, null, 2));
}

async function completeTexts(source: TraceSource, steps: LogEntry[]): Promise<void> {
  const cut = steps.flatMap((step) =>
    (["input", "output"] as const).filter((side) => step[side].length < step[`${side}_length`]).map((side) => ({ step, side })),
  );
  for (const { step, side } of cut.slice(0, MOST_LONG_TEXTS)) {
    step[side] = await fetchWhole(source.payload, step.id, side, () => undefined);
  }
}

function save(name: string, text: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
