// How @langfuse/* 4 and later are started: as a span processor of OpenTelemetry.
import { LangfuseSpanProcessor } from "@langfuse/otel";
import { NodeSDK } from "@opentelemetry/sdk-node";

export const startTracing = () => {
  const processor = new LangfuseSpanProcessor();
  const sdk = new NodeSDK({ spanProcessors: [processor] });
  sdk.start();
  return { processor, sdk };
};
