/** Around a field: choosing text in it offers to comment on that; a click on a commented range opens the comment. */
import { MessageSquarePlus } from "lucide-react";
import { type MouseEvent, type ReactNode, useEffect, useRef, useState } from "react";
import type { Place } from "@/components/quotes/use-quotes";
import { Button } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";
import { useT } from "@/i18n";
import { useShortcut } from "@/lib/shortcuts";
import { chosenPlace } from "./chosen-place";
import type { FieldQuotes } from "./use-field-quotes";

/** A selection that is still being drawn changes with every step of the pointer. */
const SETTLED_MS = 150;

interface QuotableProps {
  quotes: FieldQuotes;
  root: unknown;
  children: ReactNode;
}

interface Chosen {
  place: Place;
  top: number;
  left: number;
}

export function Quotable({ quotes, root, children }: QuotableProps) {
  const t = useT();
  const area = useRef<HTMLDivElement>(null);
  const { field, ask, lost } = quotes;
  const [chosen, setChosen] = useState<Chosen | null>(null);
  useEffect(() => {
    if (!ask) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () => setChosen(area.current && choose(area.current, (range, box) => chosenPlace(field, root, box, range)));
    const onChange = () => {
      clearTimeout(timer);
      timer = setTimeout(look, SETTLED_MS);
    };
    onChange(); // something may be chosen already
    document.addEventListener("selectionchange", onChange);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("selectionchange", onChange);
    };
  }, [ask, field, root]);
  useEffect(() => {
    if (lost) area.current?.scrollIntoView({ block: "nearest" });
  }, [lost]);
  const onClick = (event: MouseEvent) => {
    const id = event.target instanceof Element && event.target.closest<HTMLElement>("[data-comment]")?.dataset.comment;
    if (id && document.getSelection()?.isCollapsed !== false) quotes.open(id);
  };
  const comment = () => {
    if (!chosen || !ask) return;
    ask(chosen.place);
    document.getSelection()?.removeAllRanges();
    setChosen(null);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: for the pointer; a comment is opened by keyboard with the button of its row
    // biome-ignore lint/a11y/useKeyWithClickEvents: as above
    <div ref={area} className="relative min-w-0" onClick={onClick}>
      {lost && (
        <p role="alert" className="mb-2 break-words rounded-md bg-warning-soft px-3 py-1.5 text-sm text-warning-text">
          {t("trace.quoteLost")} <q className="italic">{lost.place.quote.slice(0, 200)}</q>
        </p>
      )}
      {children}
      {chosen && <Bubble chosen={chosen} onComment={comment} />}
    </div>
  );
}

function Bubble({ chosen, onComment }: { chosen: Chosen; onComment: () => void }) {
  const t = useT();
  useShortcut({ keys: "c", label: t("trace.commentOnChosen"), group: t("trace.step") }, onComment);
  return (
    <Button
      size="sm"
      // The selection must outlive the press.
      onPointerDown={(event) => event.preventDefault()}
      onClick={onComment}
      aria-label={t("trace.commentOnChosen")}
      className="absolute z-20 -translate-x-1/2 bg-raised shadow-md"
      style={{ top: chosen.top, left: chosen.left }}
    >
      <MessageSquarePlus aria-hidden />
      {t("trace.comment")}
      <Kbd keys="c" className="max-md:hidden" />
    </Button>
  );
}

/** The place of what is selected inside the area, and where a bubble goes: below the end, inside the area. */
function choose(area: HTMLElement, placeOf: (range: Range, area: HTMLElement) => Place | null): Chosen | null {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  if (!area.contains(range.startContainer) || !area.contains(range.endContainer) || range.toString().trim() === "") return null;
  const place = placeOf(range, area);
  const end = [...range.getClientRects()].at(-1);
  if (!place || !end) return null;
  const box = area.getBoundingClientRect();
  const left = Math.min(Math.max(end.right - box.left, 60), Math.max(box.width - 60, 60));
  return { place, top: Math.min(end.bottom - box.top, box.height) + 4, left };
}
