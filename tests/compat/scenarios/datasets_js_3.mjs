// langfuse@3: a dataset made over the old route, links made by hand, and the run they make.
import { Langfuse } from "langfuse";
import { report, until } from "./patience.mjs";

const langfuse = new Langfuse({ baseUrl: process.env.LANGFUSE_HOST });
await langfuse.createDataset({ name: "folder/capitals", description: "d", metadata: { k: 1 } });
for (const [country, capital] of [["France", "Paris"], ["Chile", "Santiago"]]) {
  await langfuse.createDatasetItem({ datasetName: "folder/capitals", id: `js3-${country}`, input: { country }, expectedOutput: capital });
}
const dataset = await langfuse.getDataset("folder/capitals");
const linked = {};
for (const item of dataset.items) {
  const trace = langfuse.trace({ name: "answer", input: item.input, output: "Paris" });
  trace.score({ name: "exact", value: Number(item.expectedOutput === "Paris") });
  await item.link(trace, "by hand", { description: "first", metadata: { model: "m" } });
  linked[item.id] = trace.id;
}
await langfuse.flushAsync();
const run = await until(() => langfuse.getDatasetRun({ datasetName: "folder/capitals", runName: "by hand" }), (r) => r.datasetRunItems?.length === 2);
const runs = await langfuse.getDatasetRuns("folder/capitals");
report({
  dataset: { description: dataset.description, metadata: dataset.metadata },
  items: Object.fromEntries(dataset.items.map((i) => [i.id, [i.input, i.expectedOutput, i.status]])),
  run: { description: run.description, metadata: run.metadata, dataset: run.datasetName },
  linked: run.datasetRunItems.every((one) => linked[one.datasetItemId] === one.traceId),
  runs: runs.data.map((one) => one.name),
});
process.exit(0);
