// @langfuse/* 5: OpenTelemetry spans as OTLP JSON, scores through the batch protocol, reads of the generated client.
import { LangfuseClient } from "@langfuse/client";
import { LangfuseSpanProcessor } from "@langfuse/otel";
import { propagateAttributes, startActiveObservation, startObservation } from "@langfuse/tracing";
import { NodeSDK } from "@opentelemetry/sdk-node";

const until = async (ask, enough) => {
  let last;
  for (let attempt = 0; attempt < 600; attempt++) {
    try {
      last = await ask();
      if (enough(last)) return last;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`not there: ${JSON.stringify(last)} ${last}`);
};

const processor = new LangfuseSpanProcessor();
const sdk = new NodeSDK({ spanProcessors: [processor] });
sdk.start();
const langfuse = new LangfuseClient();
let traceId, generationId;
const work = (root) => {
  traceId = root.traceId;
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
propagateAttributes({ userId: "ana", sessionId: "s-js5", tags: ["b", "a"], traceName: "qa", metadata: { k: "v" } }, () =>
  startActiveObservation("root", (root) => {
    root.update({ input: { q: "Wie spät?" } });
    work(root);
  }),
);
await processor.forceFlush();
langfuse.score.create({ name: "rating", value: 0.9, comment: "good", traceId });
langfuse.score.create({ name: "tone", value: "warm", dataType: "CATEGORICAL", traceId, observationId: generationId });
langfuse.score.create({ name: "ok", value: 1, dataType: "BOOLEAN", sessionId: "s-js5" });
await langfuse.flush();

const read = await until(() => langfuse.api.trace.get(traceId), (t) => t.observations.length === 10 && t.scores.length === 2 && t.userId);
const traces = await until(() => langfuse.api.trace.list({ userId: "ana" }), (p) => p.meta.totalItems === 1);
const session = await until(() => langfuse.api.sessions.get("s-js5"), (s) => s.traces.length === 1);
const observations = await langfuse.api.observations.getMany({ traceId, limit: 50, fields: "core,basic,io,usage,model,trace_context,metadata" });
const scores = await until(() => langfuse.api.scores.getMany({}), (p) => p.data.length === 3);
const byName = Object.fromEntries(observations.data.map((o) => [o.name, o]));
console.log("RESULT " + JSON.stringify({
  trace: { name: read.name, user: read.userId, session: read.sessionId, tags: read.tags, input: read.input, output: read.output },
  types: Object.fromEntries(observations.data.map((o) => [o.name, o.type])),
  generation: { model: byName.answer.model ?? byName.answer.providedModelName, usage: byName.answer.usageDetails, input: byName.answer.input, output: byName.answer.output },
  agent_metadata: byName.agent.metadata, event: { level: byName.clicked.level, status: byName.clicked.statusMessage },
  listed: traces.data.length, session_traces: session.traces.map((t) => t.id), trace_id: traceId, url: await langfuse.getTraceUrl(traceId),
  scores: Object.fromEntries(scores.data.map((s) => [s.name, { value: s.value, type: s.dataType }])),
}));
await sdk.shutdown();
process.exit(0);
