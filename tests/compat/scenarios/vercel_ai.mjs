// The Vercel AI SDK with a tool, once with the spans of its present telemetry and once with those of its older ones.
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { LegacyOpenTelemetry, OpenTelemetry } from "@ai-sdk/otel";
import { trace } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { BatchSpanProcessor, NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import { generateText, isStepCount, registerTelemetry, tool } from "ai";
import { z } from "zod";
import { report } from "./patience.mjs";

const provider = new NodeTracerProvider({ spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())] });
provider.register();
registerTelemetry(process.env.SPANS === "legacy" ? new LegacyOpenTelemetry() : new OpenTelemetry());

const endpoint = createOpenAICompatible({ name: "test", baseURL: process.env.OPENAI_BASE_URL, apiKey: "sk-good" });
const weather = tool({
  description: "The weather of a city.",
  inputSchema: z.object({ city: z.string() }),
  execute: async ({ city }) => `sunny in ${city}`,
});
let traceId, answer;
await trace.getTracer("app").startActiveSpan("app", async (root) => {
  traceId = root.spanContext().traceId;
  const result = await generateText({
    model: endpoint("tool"),
    prompt: "Wie ist das Wetter in Zürich?",
    tools: { get_weather: weather },
    stopWhen: isStepCount(3),
    telemetry: { functionId: "forecast" },
  });
  answer = result.text;
  root.end();
});
await provider.shutdown();
report({ trace_id: traceId, answer });
