/** Code that fetches a prompt with the Langfuse SDKs and fills it in. Pure. */
import type { PromptType } from "./content";

export interface PromptUse {
  name: string;
  type: PromptType;
  /** A label, or a fixed version. */
  label: string | null;
  version: number;
  variables: string[];
  placeholders: string[];
}

export const PROMPT_SNIPPETS: readonly { id: string; label: string; code: (use: PromptUse) => string }[] = [
  { id: "python", label: "Python", code: inPython },
  { id: "javascript", label: "JavaScript", code: inJavaScript },
  { id: "langchain", label: "LangChain", code: inLangChain },
];

const quote = (text: string) => JSON.stringify(text);

function pythonFetch({ name, type, label, version }: PromptUse): string {
  const which = label === null ? `, version=${version}` : label === "production" ? "" : `, label=${quote(label)}`;
  return `langfuse.get_prompt(${quote(name)}${which}${type === "chat" ? ', type="chat"' : ""})`;
}

function inPython(use: PromptUse): string {
  const values = [
    ...use.variables.map((name) => ({ name, value: '"…"' })),
    ...use.placeholders.map((name) => ({ name, value: '[{"role": "user", "content": "…"}]' })),
  ];
  const simple = values.every(({ name }) => /^[A-Za-z_]\w*$/.test(name));
  const filled = simple
    ? values.map(({ name, value }) => `${name}=${value}`).join(", ")
    : `**{${values.map(({ name, value }) => `${quote(name)}: ${value}`).join(", ")}}`;
  return `from langfuse import get_client

langfuse = get_client()
prompt = ${pythonFetch(use)}
${use.type === "chat" ? "messages" : "text"} = prompt.compile(${filled})
settings = prompt.config

# Calls made inside are linked to this version.
with langfuse.start_as_current_observation(as_type="generation", name="answer", prompt=prompt):
    ...`;
}

function inJavaScript(use: PromptUse): string {
  const options = [
    ...(use.type === "chat" ? ['type: "chat"'] : []),
    ...(use.label !== null && use.label !== "production" ? [`label: ${quote(use.label)}`] : []),
    ...(use.label === null ? [`version: ${use.version}`] : []),
  ];
  const fetched = `langfuse.prompt.get(${quote(use.name)}${options.length > 0 ? `, { ${options.join(", ")} }` : ""})`;
  const values = (names: string[], value: string) => `{ ${names.map((name) => `${quote(name)}: ${value}`).join(", ")} }`;
  const filled = [
    ...(use.variables.length + use.placeholders.length > 0 ? [values(use.variables, '"…"')] : []),
    ...(use.placeholders.length > 0 ? [values(use.placeholders, '[{ role: "user", content: "…" }]')] : []),
  ];
  return `import { LangfuseClient } from "@langfuse/client";
import { startActiveObservation } from "@langfuse/tracing";

const langfuse = new LangfuseClient();
const prompt = await ${fetched};
const ${use.type === "chat" ? "messages" : "text"} = prompt.compile(${filled.join(", ").replaceAll("{  }", "{}")});

// Links the call to this version.
await startActiveObservation("answer", async (generation) => {
  generation.update({ prompt });
}, { asType: "generation" });`;
}

function inLangChain(use: PromptUse): string {
  const made =
    use.type === "chat"
      ? "ChatPromptTemplate.from_messages(prompt.get_langchain_prompt())"
      : "ChatPromptTemplate.from_template(prompt.get_langchain_prompt())";
  return `from langchain_core.prompts import ChatPromptTemplate
from langfuse import get_client

langfuse = get_client()
prompt = ${pythonFetch(use)}
template = ${made}
template.metadata = {"langfuse_prompt": prompt}  # links the calls to this version`;
}
