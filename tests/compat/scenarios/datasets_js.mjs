// @langfuse/* 4 and 5: runExperiment with evaluators of items and of the run, links made by hand, and what reads give of it.
import { LangfuseClient } from "@langfuse/client";
import { startActiveObservation, startObservation } from "@langfuse/tracing";
import { startTracing } from "./opentelemetry.mjs";
import { report, until } from "./patience.mjs";

const { processor, sdk } = startTracing();
const langfuse = new LangfuseClient();
const since = new Date(Date.now() - 60_000).toISOString();
await langfuse.api.datasets.create({ name: "folder/capitals", description: "d", metadata: { k: 1 }, inputSchema: { type: "object" } });
for (const [country, capital] of [["France", "Paris"], ["Chile", "Santiago"], ["Peru", "Lima"]]) {
  await langfuse.api.datasetItems.create({ datasetName: "folder/capitals", id: `js-${country}`, input: { country }, expectedOutput: capital, metadata: { continent: "?" } });
}
const dataset = await langfuse.dataset.get("folder/capitals");
const result = await dataset.runExperiment({
  name: "capitals",
  runName: "run-1",
  description: "always Paris",
  metadata: { model: "gpt-4o" },
  task: async ({ input }) => {
    const generation = startObservation("ask", { model: "gpt-4o", input }, { asType: "generation" });
    generation.update({ output: "Paris", usageDetails: { input: 10, output: 1 } }).end();
    return "Paris";
  },
  evaluators: [
    async ({ output, expectedOutput }) => ({ name: "exact", value: Number(output === expectedOutput), comment: "compared" }),
    async () => [{ name: "tone", value: "neutral" }],
  ],
  runEvaluators: [
    async ({ itemResults }) => {
      const values = itemResults.flatMap((one) => one.evaluations).filter((e) => e.name === "exact").map((e) => e.value);
      return { name: "accuracy", value: values.reduce((a, b) => a + b, 0) / values.length };
    },
  ],
});
for (const item of dataset.items.slice(0, 2)) {
  const span = startObservation("answer", { input: item.input, output: "Paris" });
  span.end();
  await item.link(span, "by hand", { description: "linked", metadata: { k: "v" } });
}
await processor.forceFlush();
await langfuse.flush();

const run = await until(() => langfuse.api.datasets.getRun("folder/capitals", "run-1"), (r) => r.datasetRunItems.length === 3);
const runs = (await langfuse.api.datasets.getRuns("folder/capitals")).data.map((one) => one.name);
await langfuse.api.datasets.deleteRun("folder/capitals", "by hand");
const left = (await langfuse.api.datasets.getRuns("folder/capitals")).data.map((one) => one.name);
const facts = {};
if (langfuse.api.experiments) {
  const experiments = await until(
    () => langfuse.api.experiments.list({ name: "run-1", fromStartTime: since, fields: "core,metadata,scores" }),
    (p) => p.data.length === 1 && p.data[0].itemCount === 3 && p.data[0].scores.length === 1,
  );
  const rows = await until(
    () => langfuse.api.experiments.listItems({ experimentId: experiments.data[0].id, fromStartTime: since, fields: "core,dataset,io,scores" }),
    (p) => p.data.length === 3 && p.data.every((row) => row.scores.length === 2),
  );
  facts.experiments = experiments.data.map((e) => ({ id: e.id, name: e.name, items: e.itemCount, scores: Object.fromEntries(e.scores.map((s) => [s.name, s.value])) }));
  facts.rows = Object.fromEntries(rows.data.map((row) => [row.experimentItemId, [row.output, row.expectedOutput, row.scores.map((s) => s.name).sort()]]));
}
report({
  items: dataset.items.length,
  results: Object.fromEntries(result.itemResults.map((r) => [r.item.id, Object.fromEntries(r.evaluations.map((e) => [e.name, e.value]))])),
  experiment_id: result.datasetRunId ?? result.experimentId,
  accuracy: result.runEvaluations.map((e) => e.value),
  run: { id: run.id, description: run.description, metadata: run.metadata }, runs, left, ...facts,
});
await sdk.shutdown();
process.exit(0);
