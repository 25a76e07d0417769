/** Text of any length: the beginning at once, the rest on demand; media tokens shown in place. */
import { useState } from "react";
import { LazyMarkdown } from "@/components/markdown/lazy-markdown";
import { StoredMedia } from "@/components/markdown/media";
import { splitTokens } from "@/components/markdown/media-token";
import { Button } from "@/components/ui/button";
import { useT } from "@/i18n";
import { formatNumber } from "@/lib/format";

const FIRST = 6000;
const MARKDOWN_BOUND = 60_000;

export function LongText({ text, markdown = true }: { text: string; markdown?: boolean }) {
  const t = useT();
  const [all, setAll] = useState(false);
  const shown = all || text.length <= FIRST ? text : text.slice(0, FIRST);
  return (
    <div className="min-w-0">
      {splitTokens(shown).map((piece, index) =>
        typeof piece === "string" ? (
          <Words key={index} text={piece} markdown={markdown && shown.length <= MARKDOWN_BOUND} />
        ) : (
          <StoredMedia key={index} token={piece} />
        ),
      )}
      {shown.length < text.length && (
        <Button variant="ghost" size="sm" onClick={() => setAll(true)}>
          {t("trace.showAll", { count: formatNumber(text.length, t.locale) })}
        </Button>
      )}
    </div>
  );
}

function Words({ text, markdown }: { text: string; markdown: boolean }) {
  const plain = (
    <p dir="auto" className="whitespace-pre-wrap break-words text-sm leading-relaxed">
      {text}
    </p>
  );
  if (!markdown) return plain;
  return <LazyMarkdown text={text} plain={plain} />;
}
