/** Server-sent events of a run, cut out of the bytes as they arrive. */
import type { Answer } from "../queries";

export type RunEvent =
  | { name: "run"; data: { run_id: string; column_ids: string[] } }
  | { name: "piece"; data: { column_id: string; text: string; reasoning: string } }
  | { name: "answer"; data: Answer }
  | { name: "stopped"; data: { column_id: string } }
  | { name: "end"; data: { run_id: string } };

/** Takes text as it comes and gives the whole events in it; what is cut in the middle waits for the rest. */
export function makeEventReader(): (text: string) => RunEvent[] {
  let rest = "";
  return (text) => {
    rest += text;
    const blocks = rest.split("\n\n");
    rest = blocks.pop() ?? "";
    return blocks.flatMap(readBlock);
  };
}

function readBlock(block: string): RunEvent[] {
  const lines = block.split("\n");
  const name = lines.find((line) => line.startsWith("event: "))?.slice(7);
  const data = lines.find((line) => line.startsWith("data: "))?.slice(6);
  return name && data ? [{ name, data: JSON.parse(data) } as RunEvent] : [];
}

/** Hands each event on. True when the run came to its end, false when the stream broke off before. */
export async function readEvents(stream: ReadableStream<Uint8Array>, take: (event: RunEvent) => void): Promise<boolean> {
  const reader = stream.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
  const cut = makeEventReader();
  try {
    while (true) {
      const { done, value } = await reader.read();
      if (done) return false;
      for (const event of cut(value)) {
        take(event);
        if (event.name === "end") return true;
      }
    }
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    return false;
  }
}
