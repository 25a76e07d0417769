// A Genkit flow that calls a model of its own making and a tool; its spans go out through OpenTelemetry's exporter.
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { BatchSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { genkit, z } from "genkit";
import { enableTelemetry, flushTracing } from "genkit/tracing";
import { trace } from "@opentelemetry/api";
import { report } from "./patience.mjs";

await enableTelemetry({ spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())] });
const ai = genkit({ name: "forecast" });

const getWeather = ai.defineTool(
  { name: "get_weather", description: "The weather of a city.", inputSchema: z.object({ city: z.string() }), outputSchema: z.string() },
  async ({ city }) => `sunny in ${city}`,
);
const usage = { inputTokens: 12, outputTokens: 7, totalTokens: 19 };
const model = ai.defineModel({ name: "test/tool", supports: { tools: true } }, async (request) => {
  const last = request.messages.at(-1);
  const result = last.content.find((part) => part.toolResponse);
  const content = result
    ? [{ text: `echo: ${result.toolResponse.output}` }]
    : [{ toolRequest: { name: "get_weather", ref: "call_1", input: { city: "Zürich" } } }];
  return { message: { role: "model", content }, finishReason: "stop", usage };
});

let traceId;
const flow = ai.defineFlow({ name: "ask", inputSchema: z.string(), outputSchema: z.string() }, async (question) => {
  traceId = trace.getActiveSpan()?.spanContext().traceId;
  const response = await ai.generate({ model, prompt: question, tools: [getWeather] });
  return response.text;
});
const answer = await flow("Wie ist das Wetter in Zürich?");
await flushTracing();
report({ trace_id: traceId, answer });
process.exit(0);
