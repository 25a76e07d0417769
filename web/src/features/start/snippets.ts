/** The first lines of code for each way of sending, with host and keys filled in. Pure. */

export interface Credentials {
  host: string;
  publicKey: string;
  secretKey: string;
}

export interface Snippet {
  id: string;
  label: string;
  language: "python" | "javascript" | "shell";
  install: string;
  code: (credentials: Credentials) => string;
}

const environment = ({ host, publicKey, secretKey }: Credentials) => `LANGFUSE_HOST="${host}"
LANGFUSE_PUBLIC_KEY="${publicKey}"
LANGFUSE_SECRET_KEY="${secretKey}"`;

const inPython = ({ host, publicKey, secretKey }: Credentials) => `import os

os.environ["LANGFUSE_HOST"] = "${host}"
os.environ["LANGFUSE_PUBLIC_KEY"] = "${publicKey}"
os.environ["LANGFUSE_SECRET_KEY"] = "${secretKey}"`;

/** The value of an HTTP Basic header. Keys are ASCII. */
export function basic({ publicKey, secretKey }: Credentials): string {
  return btoa(`${publicKey}:${secretKey}`);
}

export const SNIPPETS: readonly Snippet[] = [
  {
    id: "python",
    label: "Python",
    language: "python",
    install: "pip install langfuse",
    code: (credentials) => `${inPython(credentials)}

from langfuse import get_client, observe

@observe()
def answer(question: str) -> str:
    return f"You asked: {question}"

answer("Does it work?")
get_client().flush()`,
  },
  {
    id: "javascript",
    label: "JavaScript",
    language: "javascript",
    install: "npm install @langfuse/tracing @langfuse/otel @opentelemetry/sdk-node",
    code: (credentials) => `import { NodeSDK } from "@opentelemetry/sdk-node";
import { LangfuseSpanProcessor } from "@langfuse/otel";
import { startActiveObservation } from "@langfuse/tracing";

const sdk = new NodeSDK({
  spanProcessors: [
    new LangfuseSpanProcessor({
      baseUrl: "${credentials.host}",
      publicKey: "${credentials.publicKey}",
      secretKey: "${credentials.secretKey}",
    }),
  ],
});
sdk.start();

await startActiveObservation("answer", async (span) => {
  span.update({ input: "Does it work?", output: "It does." });
});
await sdk.shutdown();`,
  },
  {
    id: "langchain",
    label: "LangChain",
    language: "python",
    install: "pip install langfuse langchain langchain-openai",
    code: (credentials) => `${inPython(credentials)}

from langchain_openai import ChatOpenAI
from langfuse.langchain import CallbackHandler

model = ChatOpenAI(model="gpt-4o-mini")
model.invoke("Does it work?", config={"callbacks": [CallbackHandler()]})`,
  },
  {
    id: "openai",
    label: "OpenAI",
    language: "python",
    install: "pip install langfuse openai",
    code: (credentials) => `${inPython(credentials)}

from langfuse.openai import openai

openai.chat.completions.create(
    model="gpt-4o-mini",
    messages=[{"role": "user", "content": "Does it work?"}],
)`,
  },
  {
    id: "opentelemetry",
    label: "OpenTelemetry",
    language: "python",
    install: "pip install opentelemetry-sdk opentelemetry-exporter-otlp-proto-http",
    code: (credentials) => `from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

# In any other language, or without a change of code:
# OTEL_EXPORTER_OTLP_TRACES_ENDPOINT="${credentials.host}/api/public/otel/v1/traces"
# OTEL_EXPORTER_OTLP_TRACES_HEADERS="Authorization=Basic ${basic(credentials)}"
# OTEL_EXPORTER_OTLP_TRACES_PROTOCOL="http/protobuf"
exporter = OTLPSpanExporter(
    endpoint="${credentials.host}/api/public/otel/v1/traces",
    headers={"Authorization": "Basic ${basic(credentials)}"},
)
provider = TracerProvider()
provider.add_span_processor(BatchSpanProcessor(exporter))

with provider.get_tracer("my-app").start_as_current_span("answer") as span:
    span.set_attribute("gen_ai.operation.name", "chat")
    span.set_attribute("gen_ai.request.model", "gpt-4o-mini")
    span.set_attribute("gen_ai.usage.input_tokens", 12)
    span.set_attribute("gen_ai.usage.output_tokens", 5)
provider.shutdown()`,
  },
  {
    id: "litellm",
    label: "LiteLLM",
    language: "python",
    install: "pip install litellm langfuse",
    code: (credentials) => `${inPython(credentials)}

import litellm

litellm.callbacks = ["langfuse_otel"]
litellm.completion(
    model="gpt-4o-mini",
    messages=[{"role": "user", "content": "Does it work?"}],
)`,
  },
  {
    id: "env",
    label: ".env",
    language: "shell",
    install: "",
    code: environment,
  },
];
