/** A text with its commented ranges marked. Each piece says where it begins, so that a selection in it can be found in the original. */
import { useEffect, useRef } from "react";
import { cn } from "@/lib/cn";
import { cutAtSpans, type Span } from "./places";

interface PiecesProps {
  text: string;
  /** What of the text is shown, in UTF-16 units. */
  from: number;
  to: number;
  spans: readonly Span[];
  /** The one that is asked for: it is scrolled to. */
  shown: Span | null;
  /** As in JSON: line ends and quotes with a backslash. */
  escaped?: boolean;
}

export function Pieces({ text, from, to, spans, shown, escaped = false }: PiecesProps) {
  const first = useRef<HTMLElement>(null);
  useEffect(() => {
    if (shown) first.current?.scrollIntoView({ block: "center", inline: "center" });
  }, [shown]);
  return cutAtSpans(from, to, spans).map((piece) => {
    const words = text.slice(piece.from, piece.to);
    const props = {
      "data-from": piece.from,
      "data-to": piece.to,
      "data-escaped": escaped ? "" : undefined,
      children: escaped ? JSON.stringify(words).slice(1, -1) : words,
    };
    if (piece.ids.length === 0) return <span key={piece.from} {...props} />;
    const isShown = shown !== null && piece.ids.includes(shown.id);
    return (
      <mark
        key={piece.from}
        {...props}
        ref={isShown && piece.from === shown.range?.from ? first : undefined}
        data-comment={piece.ids.at(-1)}
        className={cn(
          "cursor-pointer rounded-xs text-ink underline decoration-accent decoration-2 underline-offset-2",
          !isShown && "bg-accent-soft",
        )}
      />
    );
  });
}
