/** What a prompt is made of: texts with variables and references to other prompts, chat messages, configs. Pure. */

import { variablesInTexts } from "@/components/prompt-text/marks";

export type PromptType = "text" | "chat";

export type PromptMessage =
  | { kind: "message"; role: string; content: string; rest: Record<string, unknown> }
  | { kind: "placeholder"; name: string };

export type PromptContent = { type: "text"; text: string } | { type: "chat"; messages: PromptMessage[] };

/** The names of variables in order of appearance, each once. */
export function variablesIn(content: PromptContent): string[] {
  const texts =
    content.type === "text"
      ? [content.text]
      : content.messages.map((message) => (message.kind === "message" ? message.content : ""));
  return variablesInTexts(texts);
}

/** The names of message placeholders in order. */
export function placeholdersIn(content: PromptContent): string[] {
  if (content.type === "text") return [];
  return content.messages.flatMap((message) => (message.kind === "placeholder" ? [message.name] : []));
}

/** Reads what the server keeps. Fields of a message that the editor does not show are carried along. */
export function readContent(type: PromptType, prompt: unknown): PromptContent {
  if (type === "text") return { type, text: typeof prompt === "string" ? prompt : "" };
  const list = Array.isArray(prompt) ? (prompt as Record<string, unknown>[]) : [];
  return { type, messages: list.map(readMessage) };
}

function readMessage(raw: Record<string, unknown>): PromptMessage {
  if (raw.type === "placeholder") return { kind: "placeholder", name: String(raw.name ?? "") };
  const { role, content, ...rest } = raw;
  return { kind: "message", role: String(role ?? "user"), content: String(content ?? ""), rest };
}

/** The form in which the server takes it. */
export function writeContent(content: PromptContent): unknown {
  if (content.type === "text") return content.text;
  return content.messages.map((message) =>
    message.kind === "placeholder"
      ? { type: "placeholder", name: message.name }
      : { ...message.rest, role: message.role, content: message.content },
  );
}

/** The value of a JSON text, or what is wrong with it. An empty text is an empty config. */
export function readConfig(text: string): { value: unknown; error: null } | { value: null; error: string } {
  if (text.trim() === "") return { value: {}, error: null };
  try {
    return { value: JSON.parse(text), error: null };
  } catch (error) {
    return { value: null, error: error instanceof Error ? error.message : String(error) };
  }
}

/** Indented; an empty config is an empty text. */
export function writeConfig(config: unknown): string {
  const empty = config === null || config === undefined || (typeof config === "object" && Object.keys(config).length === 0);
  return empty ? "" : JSON.stringify(config, null, 2);
}

/** The folder of a name without its last part, and the last part: `support/refund` → `support`, `refund`. */
export function splitName(name: string): { folder: string; last: string } {
  const slash = name.lastIndexOf("/");
  return { folder: slash < 0 ? "" : name.slice(0, slash), last: name.slice(slash + 1) };
}
