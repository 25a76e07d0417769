/** Around a formatted view: commented text is marked, and the margin says where comments stand and opens them. */
import { type MouseEvent, type ReactNode, useRef } from "react";
import { useT } from "@/i18n";
import type { FieldQuotes } from "./use-field-quotes";
import { useShownMarks } from "./use-shown-marks";

interface CommentedProps {
  quotes: FieldQuotes;
  root: unknown;
  children: ReactNode;
}

export function Commented({ quotes, root, children }: CommentedProps) {
  const t = useT();
  const area = useRef<HTMLDivElement>(null);
  const { margin, at } = useShownMarks(area, quotes.spans, root);
  const onClick = (event: MouseEvent) => {
    if (document.getSelection()?.isCollapsed === false) return;
    if (event.target instanceof Element && event.target.closest("a, button, summary")) return;
    const id = at(event.clientX, event.clientY);
    if (id) quotes.open(id);
  };
  return (
    <div className="relative min-w-0">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: for the pointer; by keyboard the buttons of the margin open comments */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: as above */}
      <div ref={area} className="min-w-0" onClick={onClick}>
        {children}
      </div>
      {margin.map(({ top, ids }) => (
        <button
          key={ids[0]}
          type="button"
          aria-label={t.count("trace.commentsHere", ids.length)}
          title={t.count("trace.commentsHere", ids.length)}
          onClick={() => ids[0] && quotes.open(ids[0])}
          style={{ top }}
          className="tabular before:-inset-1.5 max-md:before:-inset-3.5 absolute -left-3.5 z-10 grid h-4 min-w-3.5 select-none place-items-center rounded-r-sm bg-accent px-0.5 font-semibold text-2xs text-accent-ink before:absolute before:content-[''] hover:bg-accent/85"
        >
          {ids.length}
        </button>
      ))}
    </div>
  );
}
