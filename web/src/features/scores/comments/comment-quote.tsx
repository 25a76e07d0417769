/** The part that a comment is about: its field and path, and what stood there; leads to it where it is shown. */
import { X } from "lucide-react";
import type { Place } from "@/components/quotes/use-quotes";
import { Button } from "@/components/ui/button";
import { useT } from "@/i18n";

interface CommentQuoteProps {
  place: Place;
  changed?: boolean;
  onShow?: () => void;
  onRemove?: () => void;
}

export function CommentQuote({ place, changed = false, onShow, onRemove }: CommentQuoteProps) {
  const t = useT();
  const words = (
    <>
      <span className="block truncate font-mono text-2xs text-faint">
        {t(`trace.${place.field}`)}
        {place.path !== "$" && ` ${place.path}`}
      </span>
      <q className="line-clamp-3 break-words text-soft text-xs before:content-none after:content-none">{place.quote}</q>
    </>
  );
  const look = "min-w-0 flex-1 border-accent border-l-2 pl-2 text-left";
  return (
    <div className="mt-1 flex items-start gap-1">
      {onShow ? (
        <button type="button" className={`${look} hover:bg-hover`} onClick={onShow} title={t("scores.showQuote")}>
          {words}
          {changed && <span className="block text-2xs text-warning-text">{t("scores.quoteChanged")}</span>}
        </button>
      ) : (
        <blockquote className={look}>{words}</blockquote>
      )}
      {onRemove && (
        <Button variant="ghost" size="icon-xs" aria-label={t("scores.removeQuote")} onClick={onRemove}>
          <X aria-hidden />
        </Button>
      )}
    </div>
  );
}
