/** What stands in an input or output: a conversation where it is one, else text or JSON. */
import { type ReactNode, useMemo } from "react";
import { useT } from "@/i18n";
import { Commented } from "../quotes/commented";
import { QuotedText } from "../quotes/quoted-text";
import type { FieldQuotes } from "../quotes/use-field-quotes";
import { ChatView } from "./chat-view";
import { JsonView } from "./json-view";
import { LongText } from "./long-text";
import { type Message, readConversation } from "./messages";

interface PayloadBodyProps {
  value: unknown;
  label: string;
  tools: Record<string, unknown>;
  form: "formatted" | "json";
  /** Comments on it, where it can be commented on. */
  quotes?: FieldQuotes;
  /** Leaves messages out of a conversation; how many is said. */
  narrow?: (messages: Message[]) => Message[];
}

export function PayloadBody({ value, label, tools, form, quotes, narrow }: PayloadBodyProps) {
  const t = useT();
  const conversation = useMemo(() => (form === "formatted" ? readConversation(value) : null), [value, form]);
  if (conversation) {
    const messages = narrow ? narrow(conversation.messages) : conversation.messages;
    const hidden = conversation.messages.length - messages.length;
    return (
      <Rendered quotes={quotes} root={value}>
        <ChatView messages={messages} tools={tools} />
        {hidden > 0 && <p className="mt-1 text-faint text-xs">{t.count("trace.hiddenMessages", hidden)}</p>}
        {conversation.rest && (
          <div className="mt-2">
            <JsonView value={conversation.rest} label={label} />
          </div>
        )}
      </Rendered>
    );
  }
  if (typeof value === "string") {
    return (
      <div className="rounded-md border border-line bg-surface px-3 py-2">
        {quotes && form !== "formatted" ? (
          <QuotedText text={value} quotes={quotes} />
        ) : (
          <Rendered quotes={quotes} root={value}>
            <LongText text={value} markdown={form === "formatted"} />
          </Rendered>
        )}
      </div>
    );
  }
  return <JsonView value={value} label={label} quotes={quotes} />;
}

/** What does not say where in the value it stands: comments on it are looked for. */
function Rendered({ quotes, root, children }: { quotes: FieldQuotes | undefined; root: unknown; children: ReactNode }) {
  if (!quotes) return children;
  return (
    <Commented quotes={quotes} root={root}>
      {children}
    </Commented>
  );
}
