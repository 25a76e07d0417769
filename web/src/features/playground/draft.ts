/** What is on the page before it is saved: columns, and the values that fill them all. Pure. */
import { cutMarks, hasReference, variablesInTexts } from "@/components/prompt-text/marks";
import type { Column, Connection, Filling, VersionOut } from "./queries";

export interface Draft {
  name: string;
  columns: Column[];
  filling: Filling;
}

export type Part = { type: "text"; text: string } | { type: "image_url"; image_url: { url: string } };

export interface ToolCall {
  id: string;
  name: string;
  arguments: string;
}

/** A message as it lies in a column: OpenAI's chat form, or a placeholder. Fields we do not know are carried along. */
export type Message = Record<string, unknown>;

export const ROLES = ["system", "developer", "user", "assistant", "tool"] as const;
export const MAX_COLUMNS = 10;
const PARAMETERS = ["temperature", "max_tokens", "top_p", "top_k", "seed", "presence_penalty", "frequency_penalty"];

export const newId = () => crypto.randomUUID?.() ?? Math.random().toString(36).slice(2);

/** A, B, C … */
export const letterOf = (place: number) => String.fromCharCode(65 + place);

export function emptyColumn(connections: readonly Connection[]): Column {
  const connection = connections[0];
  return {
    id: newId(),
    title: "",
    provider: connection?.provider ?? "",
    model: connection?.models[0] ?? "",
    messages: [
      { role: "system", content: "" },
      { role: "user", content: "" },
    ],
    parameters: {},
    provider_options: {},
    tools: [],
    output_schema: null,
    timeout_seconds: 120,
    prompt_name: "",
    prompt_version: null,
    edited: false,
  };
}

export const isPlaceholder = (message: Message) => message.type === "placeholder";

/** Every text of a message, in order. */
function textsOf(message: Message): string[] {
  if (typeof message.content === "string") return [message.content];
  if (!Array.isArray(message.content)) return [];
  return (message.content as Part[]).flatMap((part) => (part.type === "text" ? [part.text] : []));
}

export const textOf = (message: Message) => textsOf(message).join("\n");

export function imagesOf(message: Message): string[] {
  if (!Array.isArray(message.content)) return [];
  return (message.content as Part[]).flatMap((part) => (part.type === "image_url" ? [part.image_url?.url ?? ""] : []));
}

/** The message with this text and these images; without images the content is plain text. */
export function withContent(message: Message, text: string, images: string[]): Message {
  if (images.length === 0) return { ...message, content: text };
  const parts: Part[] = [
    ...(text ? [{ type: "text" as const, text }] : []),
    ...images.map((url) => ({ type: "image_url" as const, image_url: { url } })),
  ];
  return { ...message, content: parts };
}

export function toolCallsOf(message: Message): ToolCall[] {
  if (!Array.isArray(message.tool_calls)) return [];
  return (message.tool_calls as Record<string, unknown>[]).map((call) => {
    const held = (call.function ?? call) as Record<string, unknown>;
    const given = held.arguments ?? "";
    return {
      id: String(call.id ?? ""),
      name: String(held.name ?? ""),
      arguments: typeof given === "string" ? given : JSON.stringify(given),
    };
  });
}

const allTexts = (columns: readonly Column[]) => columns.flatMap((column) => column.messages.flatMap(textsOf));

export const variablesOf = (columns: readonly Column[]) => variablesInTexts(allTexts(columns));

/** Texts that refer to other prompts: their variables are known to the server alone. */
export const referringTexts = (columns: readonly Column[]) => [...new Set(allTexts(columns).filter(hasReference))];

export function placeholdersOf(columns: readonly Column[]): string[] {
  const names = columns.flatMap((column) => column.messages.filter(isPlaceholder).map((message) => String(message.name ?? "")));
  return [...new Set(names.filter(Boolean))];
}

/** Names used both as a variable and as a placeholder: one value cannot be both. */
export function clashesOf(columns: readonly Column[]): string[] {
  const placeholders = new Set(placeholdersOf(columns));
  return variablesOf(columns).filter((name) => placeholders.has(name));
}

/** What stands in double braces and is no name, such as `{{first name}}`: it will be sent as it stands. */
export function oddMarksOf(columns: readonly Column[]): string[] {
  const plain = allTexts(columns).flatMap((text) => cutMarks(text).filter((piece) => piece.kind === "plain"));
  const found = plain.flatMap((piece) => [...piece.text.matchAll(/\{\{[^{}\n]{1,60}\}\}/g)].map((match) => match[0]));
  return [...new Set(found)];
}

/** What a column is called beside its letter. */
export function titleOf(column: Pick<Column, "title" | "prompt_name" | "prompt_version">): string {
  if (column.title) return column.title;
  return column.prompt_name ? `${column.prompt_name} v${column.prompt_version ?? "?"}` : "";
}

/** A connection that offers the model; one that is named already stays. */
export function providerFor(connections: readonly Connection[], model: string, provider = ""): string {
  if (connections.some((one) => one.provider === provider)) return provider;
  return (connections.find((one) => one.models.includes(model)) ?? connections[0])?.provider ?? "";
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A prompt version as a column. Its config may name the model, parameters, tools and the form of the answer. */
export function columnOfVersion(version: VersionOut, base: Column, connections: readonly Connection[]): Column {
  const config = isObject(version.config) ? version.config : {};
  const model = typeof config.model === "string" ? config.model : base.model;
  const named = typeof config.provider === "string" ? config.provider : model === base.model ? base.provider : "";
  const schema =
    isObject(config.response_format) && isObject(config.response_format.json_schema)
      ? config.response_format.json_schema.schema
      : null;
  const parameters = Object.fromEntries(
    PARAMETERS.filter((name) => typeof config[name] === "number").map((name) => [name, config[name]]),
  );
  return {
    ...base,
    title: "",
    model,
    provider: providerFor(connections, model, named),
    messages:
      version.type === "text"
        ? [{ role: "user", content: String(version.prompt) }]
        : (version.prompt as Message[]).map((message) => ({ ...message })),
    parameters: { ...base.parameters, ...parameters },
    tools: Array.isArray(config.tools) ? config.tools.filter(isObject).map(readTool) : base.tools,
    output_schema: isObject(schema) ? schema : base.output_schema,
    prompt_name: version.name,
    prompt_version: version.version,
    edited: false,
  };
}

/** A tool in our form, also when it was written in OpenAI's or Anthropic's. */
export function readTool(raw: Record<string, unknown>): Record<string, unknown> {
  const held = isObject(raw.function) ? raw.function : raw;
  return {
    name: String(held.name ?? ""),
    description: String(held.description ?? ""),
    parameters: held.parameters ?? held.input_schema ?? { type: "object", properties: {} },
  };
}

/** The config that makes a new version run as the column does, on top of what the old config held. */
export function configOf(column: Column, old: unknown): Record<string, unknown> {
  const config: Record<string, unknown> = { ...(isObject(old) ? old : {}), model: column.model, ...column.parameters };
  if (column.tools.length > 0) config.tools = column.tools;
  if (column.output_schema) {
    config.response_format = { type: "json_schema", json_schema: { name: "answer", schema: column.output_schema, strict: true } };
  }
  return config;
}

/** Why a column's messages cannot be kept as a prompt of this type; null when they can. */
export function whyNotSaved(column: Column, type: "text" | "chat"): "images" | "oneMessage" | "empty" | null {
  if (column.messages.some((message) => imagesOf(message).length > 0)) return "images";
  if (column.messages.length === 0) return "empty";
  if (type === "text" && (column.messages.length !== 1 || isPlaceholder(column.messages[0] ?? {}))) return "oneMessage";
  return null;
}

/** The answer and, when it calls tools, an empty result for each call, as messages that go on with the conversation. */
export function messagesOfAnswer(text: string, calls: readonly ToolCall[]): Message[] {
  if (calls.length === 0) return [{ role: "assistant", content: text }];
  const asked = calls.map((call) => ({
    id: call.id,
    type: "function",
    function: { name: call.name, arguments: call.arguments },
  }));
  const results = calls.map((call) => ({ role: "tool", tool_call_id: call.id, name: call.name, content: "" }));
  return [{ role: "assistant", content: text, tool_calls: asked }, ...results];
}
