/** Recognises chat messages in what applications log, whatever library made them. Pure; anything else stays JSON. */

export type Role = "system" | "developer" | "user" | "assistant" | "tool";

export type Part =
  | { kind: "text"; text: string }
  | { kind: "thinking"; text: string }
  | { kind: "image"; url: string }
  | { kind: "audio"; url: string }
  | { kind: "file"; name: string; url: string | null }
  | { kind: "call"; id: string; name: string; args: unknown }
  | { kind: "result"; id: string; name: string; result: unknown }
  | { kind: "json"; value: unknown };

export interface Message {
  role: Role;
  /** Name of the speaker or tool, when given. */
  name: string;
  parts: Part[];
}

export interface Conversation {
  messages: Message[];
  /** Whatever stood beside the messages: tools, parameters, other keys. */
  rest: Record<string, unknown> | null;
}

type Json = Record<string, unknown>;

const ROLES: Record<string, Role> = {
  system: "system",
  developer: "developer",
  user: "user",
  human: "user",
  assistant: "assistant",
  ai: "assistant",
  aimessage: "assistant",
  aimessagechunk: "assistant",
  model: "assistant",
  tool: "tool",
  function: "tool",
  toolmessage: "tool",
  humanmessage: "user",
  systemmessage: "system",
};
const LIST_KEYS = ["messages", "contents", "input", "prompt", "history"];

export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The conversation in a value, or null when there is none. */
export function readConversation(value: unknown): Conversation | null {
  if (Array.isArray(value)) {
    const flat = value.length === 1 && Array.isArray(value[0]) ? (value[0] as unknown[]) : value;
    const messages = readList(flat);
    return messages ? { messages, rest: null } : null;
  }
  if (!isObject(value)) return null;
  const single = readMessage(value);
  if (single && (typeof value.role === "string" || isObject(value.kwargs))) return { messages: [single], rest: null };
  return readWrapped(value);
}

/** Keys under which libraries wrap a list of messages, and how one entry becomes a message. */
const WRAPPERS: [string, (entry: unknown) => unknown][] = [
  ["choices", (choice) => (isObject(choice) ? (choice.message ?? choice.delta) : choice)],
  ["candidates", (candidate) => (isObject(candidate) ? candidate.content : candidate)],
  ["generations", (one) => (isObject(one) ? (one.message ?? one.text) : one)],
];
const SYSTEM_KEYS = ["system", "systemInstruction", "system_instruction"];

function readWrapped(value: Json): Conversation | null {
  for (const [key, unwrap] of WRAPPERS) {
    const list = value[key];
    if (!Array.isArray(list)) continue;
    const messages = readList(list.flat().map(unwrap));
    return messages ? { messages, rest: omit(value, key) } : null;
  }
  for (const key of LIST_KEYS) {
    const list = value[key];
    if (!Array.isArray(list) || list.length === 0) continue;
    const messages = readList(list.length === 1 && Array.isArray(list[0]) ? (list[0] as unknown[]) : list);
    if (messages) return { messages: [...systemMessage(value), ...messages], rest: omit(value, key, ...SYSTEM_KEYS) };
  }
  return null;
}

function systemMessage(value: Json): Message[] {
  const system = SYSTEM_KEYS.map((key) => value[key]).find(Boolean);
  if (!system) return [];
  return [{ role: "system", name: "", parts: readParts(isObject(system) ? (system.parts ?? system) : system) }];
}

function omit(value: Json, ...keys: string[]): Json | null {
  const rest = Object.fromEntries(
    Object.entries(value).filter(([key, one]) => !keys.includes(key) && one !== null && one !== undefined),
  );
  return Object.keys(rest).length > 0 ? rest : null;
}

/** All of the list must be messages: a list of documents that happen to have a `type` is none. */
function readList(list: unknown[]): Message[] | null {
  if (list.length === 0) return null;
  const messages: Message[] = [];
  for (const one of list) {
    const message = readMessage(one);
    if (!message) return null;
    messages.push(message);
  }
  return messages;
}

function readMessage(value: unknown): Message | null {
  if (!isObject(value)) return null;
  // LangChain's serialized form: {lc, type: "constructor", id: [..., "AIMessage"], kwargs: {...}}
  if (isObject(value.kwargs) && Array.isArray(value.id)) {
    return readMessage({ ...value.kwargs, role: String(value.id.at(-1) ?? "") });
  }
  if (isObject(value.data) && typeof value.type === "string" && ROLES[value.type])
    return readMessage({ ...value.data, role: value.type });
  if (value.type === "function_call") return { role: "assistant", name: "", parts: [readCall(value)] };
  if (value.type === "function_call_output") {
    return {
      role: "tool",
      name: "",
      parts: [{ kind: "result", id: text(value.call_id), name: "", result: maybeJson(value.output) }],
    };
  }
  if (value.type === "reasoning") return { role: "assistant", name: "", parts: readReasoning(value) };
  const role = ROLES[String(value.role ?? value.type ?? "").toLowerCase()];
  const body = value.content ?? value.parts ?? value.text;
  if (!role || (body === undefined && !value.tool_calls && !value.toolCalls && !value.function_call)) return null;
  return { role, name: text(value.name), parts: messageParts(value, role, body) };
}

function messageParts(value: Json, role: Role, body: unknown): Part[] {
  if (role === "tool") {
    const inner = Array.isArray(body) ? readParts(body) : [];
    if (inner.some((part) => part.kind === "result")) return inner;
    return [
      { kind: "result", id: text(value.tool_call_id ?? value.toolCallId), name: text(value.name), result: maybeJson(body) },
    ];
  }
  const parts: Part[] = [];
  const thinking = value.reasoning_content ?? value.reasoning ?? value.thinking;
  if (typeof thinking === "string" && thinking) parts.push({ kind: "thinking", text: thinking });
  parts.push(...readParts(body));
  const more = isObject(value.additional_kwargs) ? value.additional_kwargs.tool_calls : undefined;
  const calls = [value.tool_calls, value.toolCalls, more].find((list) => Array.isArray(list) && list.length > 0);
  const known = parts.some((part) => part.kind === "call");
  if (Array.isArray(calls) && !known) parts.push(...calls.filter(isObject).map(readCall));
  if (isObject(value.function_call)) parts.push(readCall(value.function_call));
  return parts;
}

function readReasoning(value: Json): Part[] {
  const summary = Array.isArray(value.summary) ? value.summary : Array.isArray(value.content) ? value.content : [];
  const lines = summary.map((one) => (isObject(one) ? text(one.text) : text(one))).filter(Boolean);
  return [{ kind: "thinking", text: lines.join("\n\n") }];
}

function readCall(value: Json): Part {
  const inner = isObject(value.function) ? value.function : value;
  const args = inner.arguments ?? inner.args ?? inner.input ?? value.args;
  return {
    kind: "call",
    id: text(value.id ?? value.call_id ?? value.toolCallId),
    name: text(inner.name ?? value.toolName ?? value.name),
    args: maybeJson(args),
  };
}

function readParts(body: unknown): Part[] {
  if (body === null || body === undefined || body === "") return [];
  if (typeof body === "string") return [{ kind: "text", text: body }];
  if (!Array.isArray(body)) return [{ kind: "json", value: body }];
  return body.flatMap(readPart);
}

function readPart(part: unknown): Part[] {
  if (typeof part === "string") return [{ kind: "text", text: part }];
  if (!isObject(part)) return [{ kind: "json", value: part }];
  const kind = text(part.type);
  if (kind === "tool_call" || kind === "tool-call" || kind === "tool_use" || kind === "server_tool_call") return [readCall(part)];
  if (isObject(part.functionCall)) return [readCall(part.functionCall)];
  if (["tool_call_response", "tool_result", "tool-result", "server_tool_call_response"].includes(kind)) {
    const result = part.response ?? part.result ?? part.output ?? part.content;
    return [
      {
        kind: "result",
        id: text(part.id ?? part.tool_use_id ?? part.toolCallId),
        name: text(part.name ?? part.toolName),
        result: maybeJson(result),
      },
    ];
  }
  if (isObject(part.functionResponse)) {
    return [{ kind: "result", id: "", name: text(part.functionResponse.name), result: part.functionResponse.response }];
  }
  if (kind === "thinking" || kind === "reasoning")
    return [{ kind: "thinking", text: text(part.thinking ?? part.content ?? part.text) }];
  const media = readMedia(part, kind);
  if (media) return [media];
  const words = part.text ?? part.content ?? part.input_text ?? part.output_text;
  if (typeof words === "string") return [{ kind: "text", text: words }];
  return [{ kind: "json", value: part }];
}

function readMedia(part: Json, kind: string): Part | null {
  const image = imageUrl(part, kind);
  if (image) return { kind: "image", url: image };
  if (isObject(part.input_audio) && typeof part.input_audio.data === "string") {
    return { kind: "audio", url: dataUrl(part.input_audio.data, `audio/${text(part.input_audio.format) || "wav"}`) };
  }
  if (isObject(part.file))
    return { kind: "file", name: text(part.file.filename) || text(part.file.file_id), url: text(part.file.file_data) || null };
  const source = isObject(part.source) ? part.source : {};
  const mime = text(part.mime_type ?? part.mimeType ?? part.mediaType ?? source.media_type);
  const inline = part.data ?? source.data ?? (kind === "blob" ? part.content : undefined);
  const url = typeof inline === "string" && mime ? dataUrl(inline, mime) : text(part.uri);
  if (!url) return null;
  const family = mime.split("/")[0] || text(part.modality);
  return family === "image" || family === "audio" ? { kind: family, url } : { kind: "file", name: mime || kind, url };
}

function imageUrl(part: Json, kind: string): string {
  if (isObject(part.image_url)) return text(part.image_url.url);
  const source = isObject(part.source) ? part.source : {};
  const image = part.image_url ?? part.image ?? (kind === "image" ? source.url : undefined);
  return typeof image === "string" ? image : "";
}

/** Base64 as a data URL; a token of uploaded media stays a token. */
function dataUrl(data: string, mime: string): string {
  return data.startsWith("@@@") || data.startsWith("data:") ? data : `data:${mime};base64,${data}`;
}

function text(value: unknown): string {
  return typeof value === "string" ? value : value === null || value === undefined ? "" : String(value);
}

/** JSON text as its value, everything else as it is. */
export function maybeJson(value: unknown): unknown {
  if (typeof value !== "string") return value;
  const start = value.trimStart()[0];
  if (start !== "{" && start !== "[") return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** What a payload says in one paragraph: the last user's or assistant's words, else the text itself. */
export function gist(value: unknown, role: Role): string {
  const conversation = readConversation(value);
  const spoken = conversation?.messages.filter((message) => message.role === role) ?? [];
  const words = spoken.at(-1)?.parts.filter((part) => part.kind === "text");
  if (words && words.length > 0) return words.map((part) => part.text).join("\n");
  return typeof value === "string" ? value : "";
}
