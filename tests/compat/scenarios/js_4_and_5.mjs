// @langfuse/* 4 and 5: OpenTelemetry spans as OTLP JSON, scores through the batch protocol, reads of the generated client.
import { readFileSync } from "node:fs";
import { LangfuseClient } from "@langfuse/client";
import { propagateAttributes, startActiveObservation } from "@langfuse/tracing";
import { startTracing } from "./opentelemetry.mjs";
import { report, until } from "./patience.mjs";

const major = Number.parseInt(JSON.parse(readFileSync("package.json")).dependencies["@langfuse/client"], 10);
const session = `s-js${major}`;
const { processor, sdk } = startTracing();
const langfuse = new LangfuseClient();
let traceId, generationId;
const work = (root) => {
  traceId = root.traceId;
  root.update({ input: { q: "Wie spät?" } });
  for (const kind of ["agent", "tool", "chain", "retriever", "evaluator", "guardrail", "embedding"]) {
    const child = root.startObservation(kind, { input: kind, metadata: { n: 1, word: "abc", deep: { a: [1, 2] } } }, { asType: kind });
    child.update({ output: `${kind} done` }).end();
  }
  const generation = root.startObservation("answer", { model: "gpt-4o", input: [{ role: "user", content: "你好" }], modelParameters: { temperature: 0.2 } }, { asType: "generation" });
  generation.update({ output: "再见", usageDetails: { input: 12, output: 5 } }).end();
  generationId = generation.id;
  root.startObservation("clicked", { input: { x: 1 }, level: "ERROR", statusMessage: "broke" }, { asType: "event" });
  root.update({ output: { a: "zwölf" } });
};
if (major === 4) {
  startActiveObservation("root", (root) => {
    root.updateTrace({ name: "qa", userId: "ana", sessionId: session, tags: ["b", "a"] });
    work(root);
  });
} else {
  const attributes = { userId: "ana", sessionId: session, tags: ["b", "a"], traceName: "qa", metadata: { k: "v" } };
  propagateAttributes(attributes, () => startActiveObservation("root", work));
}
await processor.forceFlush();
langfuse.score.create({ name: "rating", value: 0.9, comment: "good", traceId });
langfuse.score.create({ name: "tone", value: "warm", dataType: "CATEGORICAL", traceId, observationId: generationId });
langfuse.score.create({ name: "ok", value: 1, dataType: "BOOLEAN", sessionId: session });
await langfuse.flush();

const { observations: observationReads, scores: scoreReads } =
  major === 4 ? { observations: langfuse.api.observationsV2, scores: { getMany: (query) => langfuse.api.scoreV2.get(query) } } : langfuse.api;
const read = await until(() => langfuse.api.trace.get(traceId), (t) => t.observations.length === 10 && t.scores.length === 2 && t.userId);
const traces = await until(() => langfuse.api.trace.list({ userId: "ana" }), (p) => p.meta.totalItems === 1);
const found = await until(() => langfuse.api.sessions.get(session), (s) => s.traces.length === 1);
const observations = await observationReads.getMany({ traceId, limit: 50, fields: "core,basic,io,usage,model,trace_context,metadata" });
const scores = await until(() => scoreReads.getMany({}), (p) => p.data.length === 3);
const byName = Object.fromEntries(observations.data.map((o) => [o.name, o]));
report({
  trace: { name: read.name, user: read.userId, session: read.sessionId, tags: read.tags, input: read.input, output: read.output },
  types: Object.fromEntries(observations.data.map((o) => [o.name, o.type])),
  generation: { model: byName.answer.model ?? byName.answer.providedModelName, usage: byName.answer.usageDetails, input: byName.answer.input, output: byName.answer.output },
  agent_metadata: byName.agent.metadata, event: { level: byName.clicked.level, status: byName.clicked.statusMessage },
  listed: traces.data.length, session_traces: found.traces.map((t) => t.id), trace_id: traceId, url: await langfuse.getTraceUrl(traceId),
  scores: Object.fromEntries(scores.data.map((s) => [s.name, { value: s.value, type: s.dataType }])),
});
await sdk.shutdown();
process.exit(0);
