// Langfuse JS 5 sends usageDetails as providers answer them, and costs per key.
import { startActiveObservation, startObservation } from "@langfuse/tracing";
import { startTracing } from "./opentelemetry.mjs";
import { report } from "./patience.mjs";

const { processor, sdk } = startTracing();

const call = (name, model, sent) => startObservation(name, { model, ...sent }, { asType: "generation" }).end();
let traceId;
await startActiveObservation("usage forms", (root) => {
  traceId = root.traceId;
  call("free", "gpt-4o", { usageDetails: { input: 1000, output: 100 } });
  call("chat", "gpt-4o", {
    usageDetails: {
      prompt_tokens: 1000, completion_tokens: 100, total_tokens: 1100,
      prompt_tokens_details: { cached_tokens: 400 }, completion_tokens_details: { reasoning_tokens: 60 },
    },
  });
  call("gemini", "gemini-2.5-flash", {
    usageDetails: { promptTokenCount: 1000, candidatesTokenCount: 50, thoughtsTokenCount: 150, cachedContentTokenCount: 400, totalTokenCount: 1200 },
  });
  call("costs", "gpt-4o", { usageDetails: { input: 1000, output: 100 }, costDetails: { input: 0.5 } });
});
await processor.forceFlush();
report({ trace_id: traceId });
await sdk.shutdown();
process.exit(0);
