/** An input or output: as a conversation where it is one, else as text or JSON; the beginning at once, all of it on demand. */
import { useMutation } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { CopyButton } from "@/components/copy-button";
import type { Quotes } from "@/components/quotes/use-quotes";
import { Button } from "@/components/ui/button";
import { useT } from "@/i18n";
import { formatBytes } from "@/lib/format";
import { fetchWhole } from "../fetch-whole";
import type { Payload } from "../queries";
import { Quotable } from "../quotes/quotable";
import { QuotedText } from "../quotes/quoted-text";
import { type FieldQuotes, useFieldQuotes } from "../quotes/use-field-quotes";
import { useTraceSource } from "../trace-source";
import { ChatView } from "./chat-view";
import { JsonView } from "./json-view";
import { LongText } from "./long-text";
import { maybeJson, readConversation } from "./messages";

interface PayloadViewProps {
  title: string;
  payload: Payload;
  side: "input" | "output";
  observationId: string;
  tools: Record<string, unknown>;
  form: "formatted" | "json";
  quotes: Quotes;
}

export function PayloadView({ title, payload, side, observationId, tools, form, quotes }: PayloadViewProps) {
  const t = useT();
  const source = useTraceSource();
  const [whole, setWhole] = useState<string | null>(null);
  const [progress, setProgress] = useState(0);
  const load = useMutation({
    mutationFn: () => fetchWhole(source.payload, observationId, side, setProgress),
    onSuccess: setWhole,
  });
  const text = whole ?? payload.text;
  const cut = payload.truncated && whole === null;
  // Cut JSON does not parse: it is shown as text until the rest is there.
  const value = useMemo(() => (cut ? text : maybeJson(text)), [text, cut]);
  const own = useFieldQuotes(quotes, side, cut ? undefined : value);
  const isAsked = quotes.shown?.place.field === side;
  const { mutate: loadAll } = load;
  useEffect(() => {
    if (cut && isAsked) loadAll();
  }, [cut, isAsked, loadAll]);
  if (payload.total === 0) return null;
  return (
    <section className="min-w-0">
      <header className="mb-1.5 flex items-center gap-2">
        <h3 className="font-semibold text-sm">{title}</h3>
        <span className="text-faint text-xs tabular-nums">{payload.total > 20_000 && formatBytes(payload.total)}</span>
        <CopyButton text={text} label={t("trace.copySide", { side: title })} className="ml-auto" />
      </header>
      {cut && (
        <div className="mb-2 flex flex-wrap items-center gap-2 rounded-md bg-warning-soft px-3 py-1.5 text-sm text-warning-text">
          {t("trace.cut", { shown: formatBytes(payload.text.length), total: formatBytes(payload.total) })}
          <Button size="sm" onClick={() => load.mutate()} disabled={load.isPending}>
            {load.isPending ? `${Math.round(progress * 100)} %` : t("trace.loadAll")}
          </Button>
        </div>
      )}
      <Quotable quotes={own} root={value}>
        <Body value={value} label={title} tools={tools} form={cut ? "json" : form} quotes={own} />
      </Quotable>
    </section>
  );
}

interface BodyProps {
  value: unknown;
  label: string;
  tools: Record<string, unknown>;
  form: "formatted" | "json";
  quotes: FieldQuotes;
}

function Body({ value, label, tools, form, quotes }: BodyProps) {
  const conversation = useMemo(() => (form === "formatted" ? readConversation(value) : null), [value, form]);
  if (conversation) {
    return (
      <>
        <ChatView messages={conversation.messages} tools={tools} />
        {conversation.rest && (
          <div className="mt-2">
            <JsonView value={conversation.rest} label={label} />
          </div>
        )}
      </>
    );
  }
  if (typeof value === "string") {
    return (
      <div className="rounded-md border border-line bg-surface px-3 py-2">
        {form === "formatted" ? <LongText text={value} /> : <QuotedText text={value} quotes={quotes} />}
      </div>
    );
  }
  return <JsonView value={value} label={label} quotes={quotes} />;
}
