/** A plain text as it is, its commented ranges marked; the beginning at once, the rest on demand or when a place in it is asked for. */
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { useT } from "@/i18n";
import { formatNumber } from "@/lib/format";
import { Pieces } from "./pieces";
import type { FieldQuotes } from "./use-field-quotes";

const FIRST = 6000;

export function QuotedText({ text, quotes }: { text: string; quotes: FieldQuotes }) {
  const t = useT();
  const [all, setAll] = useState(false);
  if (!all && (quotes.shown?.range?.to ?? 0) > FIRST) setAll(true);
  const to = all ? text.length : Math.min(text.length, FIRST);
  return (
    <div className="min-w-0">
      <p className="whitespace-pre-wrap break-words text-sm leading-relaxed" data-quoted="$">
        <Pieces text={text} from={0} to={to} spans={quotes.spans} shown={quotes.shown} />
      </p>
      {to < text.length && (
        <Button variant="ghost" size="sm" onClick={() => setAll(true)}>
          {t("trace.showAll", { count: formatNumber(text.length, t.locale) })}
        </Button>
      )}
    </div>
  );
}
