/** What a person means by an id or an address of a trace, a step of it, or a session. Pure. */
import type { Asked } from "./why-not-queries";

const TRACE = /\/traces\/([^/?#]+)/;
const SESSION = /\/sessions\/([^/?#]+)/;

/** `<trace>`, `<trace>/<step>`, or the address of its page; null while there is nothing. */
export function readTarget(text: string, isSession: boolean): Asked | null {
  const typed = text.trim();
  if (typed === "") return null;
  if (isSession) return { sessionId: decoded(SESSION.exec(typed)?.[1]) ?? typed };
  if (!typed.includes("://")) {
    const [traceId, observationId] = typed.split("/");
    return { traceId, observationId: observationId || undefined };
  }
  const query = new URLSearchParams(typed.split("?")[1] ?? "");
  const traceId = decoded(TRACE.exec(typed)?.[1]) ?? query.get("peek") ?? query.get("trace");
  if (!traceId) return null;
  return { traceId, observationId: query.get("step") ?? query.get("observation") ?? undefined };
}

const decoded = (part: string | undefined) => (part === undefined ? undefined : decodeURIComponent(part));
