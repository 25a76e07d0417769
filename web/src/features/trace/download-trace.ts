/** A trace as a JSON file: its header and every step in order with whole inputs and outputs, for a bug report or a test. */
import { saveJson } from "@/lib/save-file";
import { readHeader, readOwn, readSteps } from "./read-whole";
import type { TraceSource } from "./trace-source";

export async function downloadTrace(source: TraceSource): Promise<void> {
  const [trace, steps] = await Promise.all([readHeader(source), readSteps(source)]);
  const own = await readOwn(source, trace.own_step_id);
  saveJson(`trace-${source.traceId}.json`, { trace: { ...trace, ...own }, steps });
}
