/** Leaves out of a conversation what the reader does not want to see: system prompts, tools. Pure. */
import { type Message, maybeJson, readConversation } from "./messages";

export interface Wishes {
  system: boolean;
  tools: boolean;
}

/** Messages that have nothing left are left out; one that had nothing from the beginning stays. */
export function narrowMessages(messages: readonly Message[], { system, tools }: Wishes): Message[] {
  return messages.flatMap((message) => {
    if (!system && isSystem(message)) return [];
    if (tools) return [message];
    if (message.role === "tool") return [];
    const parts = message.parts.filter((part) => part.kind !== "call" && part.kind !== "result");
    return parts.length === 0 && message.parts.length > 0 ? [] : [{ ...message, parts }];
  });
}

/** The words of the system prompts in a payload, empty without any. */
export function systemWords(text: string): string {
  const messages = readConversation(maybeJson(text))?.messages.filter(isSystem) ?? [];
  return messages.flatMap(({ parts }) => parts.flatMap((part) => (part.kind === "text" ? [part.text] : []))).join("\n\n");
}

const isSystem = (message: Message) => message.role === "system" || message.role === "developer";
