/** An input or output with comments on it: as a conversation where it is one, else as text or JSON; all of it on demand. */
import { useEffect } from "react";
import { CopyButton } from "@/components/copy-button";
import type { Quotes } from "@/components/quotes/use-quotes";
import { useT } from "@/i18n";
import { formatBytes } from "@/lib/format";
import type { Payload } from "../queries";
import { Quotable } from "../quotes/quotable";
import { useFieldQuotes } from "../quotes/use-field-quotes";
import { PayloadBody } from "./payload-body";
import { CutNote, useWhole } from "./use-whole";

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
  const whole = useWhole(payload, side, observationId);
  const { text, value, cut, load } = whole;
  const own = useFieldQuotes(quotes, side, cut ? undefined : value);
  const isAsked = quotes.shown?.place.field === side;
  useEffect(() => {
    if (cut && isAsked) load();
  }, [cut, isAsked, load]);
  if (payload.total === 0) return null;
  return (
    <section className="min-w-0">
      <header className="mb-1.5 flex items-center gap-2">
        <h3 className="font-semibold text-sm">{title}</h3>
        <span className="text-faint text-xs tabular-nums">{payload.total > 20_000 && formatBytes(payload.total)}</span>
        <CopyButton text={text} label={t("trace.copySide", { side: title })} className="ml-auto" />
      </header>
      <CutNote payload={payload} whole={whole} />
      <Quotable quotes={own} root={value}>
        <PayloadBody value={value} label={title} tools={tools} form={cut ? "json" : form} quotes={own} />
      </Quotable>
    </section>
  );
}
