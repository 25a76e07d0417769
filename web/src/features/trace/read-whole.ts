/** All of a trace at once, for a file: its header, and every step in order with whole inputs and outputs. */
import { fetchWhole } from "./fetch-whole";
import type { LogEntry, ObservationDetail, Payload, TraceHeaderData } from "./queries";
import type { TraceSource } from "./trace-source";

/** Longer texts than the log holds are fetched one by one; of a trace with more of them their beginning is enough. */
const MOST_LONG_TEXTS = 200;

async function read(source: TraceSource, path: string) {
  const base = source.isShared ? "/api/v1/public/projects" : "/api/v1/projects";
  const address = `${base}/${encodeURIComponent(source.projectId)}/traces/${encodeURIComponent(source.traceId)}`;
  const answer = await fetch(address + path);
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  return answer.json();
}

export const readHeader = (source: TraceSource): Promise<TraceHeaderData> => read(source, "");

/** What the trace itself was told, whole; nothing where its root says the same. */
export async function readOwn(source: TraceSource, ownStep: string | null) {
  if (ownStep === null) return {};
  const { input, output, metadata }: ObservationDetail = await read(source, `/observations/${encodeURIComponent(ownStep)}`);
  const whole = (side: "input" | "output", { text, truncated }: Payload) =>
    truncated ? fetchWhole(source.payload, ownStep, side, () => undefined) : text;
  return { input: await whole("input", input), output: await whole("output", output), metadata };
}

export async function readSteps(source: TraceSource): Promise<LogEntry[]> {
  const steps: LogEntry[] = [];
  let cursor = "";
  do {
    const page = await read(source, `/log?limit=200${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`);
    for (const step of page.data) steps.push(step);
    cursor = page.next_cursor ?? "";
  } while (cursor);
  const cut = steps.flatMap((step) =>
    (["input", "output"] as const).filter((side) => isCut(step, side)).map((side) => ({ step, side })),
  );
  for (const { step, side } of cut.slice(0, MOST_LONG_TEXTS)) {
    step[side] = await fetchWhole(source.payload, step.id, side, () => undefined);
  }
  return steps;
}

/** The server counts characters: a text is never shorter in JavaScript's units than in those. */
export const isCut = (step: LogEntry, side: "input" | "output") => step[side].length < step[`${side}_length`];
