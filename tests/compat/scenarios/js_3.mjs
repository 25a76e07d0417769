// langfuse@3: the batch protocol from JavaScript, and the reads it has.
import { Langfuse } from "langfuse";
import { report, until } from "./patience.mjs";

const langfuse = new Langfuse({ baseUrl: process.env.LANGFUSE_HOST });
const trace = langfuse.trace({ name: "qa", userId: "ana", sessionId: "s-js3", input: { q: "Wie spät?" }, tags: ["b", "a"], metadata: { k: "v" } });
const span = trace.span({ name: "retrieve", input: "query" });
const generation = span.generation({ name: "answer", model: "gpt-4o", input: [{ role: "user", content: "你好" }], modelParameters: { temperature: 0.2 } });
generation.end({ output: "再见", usageDetails: { input: 12, output: 5 } });
span.event({ name: "clicked", level: "WARNING" });
span.end({ output: ["doc"] });
await langfuse.flushAsync();
trace.update({ output: "zwölf" });
trace.score({ name: "rating", value: 0.9, comment: "good" });
generation.score({ name: "tone", value: "warm" });
await langfuse.flushAsync();

const read = await until(() => langfuse.fetchTrace(trace.id), (t) => t.data.observations.length === 3 && t.data.scores.length === 2 && t.data.output);
const traces = await until(() => langfuse.fetchTraces({ userId: "ana" }), (p) => p.meta.totalItems === 1);
const observations = await langfuse.fetchObservations({ traceId: trace.id });
const sessions = await langfuse.fetchSessions({});
const session = await langfuse.api.sessionsGet("s-js3");
const scores = await langfuse.api.scoreV2Get({});
const one = await langfuse.fetchObservation(generation.id);
report({
  trace: { name: read.data.name, user: read.data.userId, session: read.data.sessionId, tags: read.data.tags, input: read.data.input, output: read.data.output },
  types: Object.fromEntries(observations.data.map((o) => [o.name, o.type])),
  generation: { model: one.data.model, usage: one.data.usageDetails, input: one.data.input, output: one.data.output },
  listed: traces.data.length, sessions: sessions.data.map((s) => s.id), session_traces: session.traces.map((t) => t.id), trace_id: trace.id,
  scores: Object.fromEntries(scores.data.map((s) => [s.name, { value: s.value, string: s.stringValue, type: s.dataType }])),
});
await langfuse.shutdownAsync();
