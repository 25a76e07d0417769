/** Two panes with a border between them that mouse and arrow keys move; the place is kept in this browser. */
import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef } from "react";
import { useT } from "@/i18n";
import { useStored } from "@/lib/storage";

interface SplitProps {
  name: string;
  /** Share of the left pane, 0 to 1. */
  initial: number;
  left: ReactNode;
  right: ReactNode;
}

const LEAST = 0.18;
const MOST = 0.82;

export function ResizableSplit({ name, initial, left, right }: SplitProps) {
  const t = useT();
  const [share, setShare] = useStored(name, initial);
  const frame = useRef<HTMLDivElement>(null);
  const move = (next: number) => setShare(Math.max(LEAST, Math.min(MOST, next)));
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    event.preventDefault();
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    const box = frame.current?.getBoundingClientRect();
    if (box && event.currentTarget.hasPointerCapture(event.pointerId)) move((event.clientX - box.left) / box.width);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowLeft") move(share - 0.03);
    else if (event.key === "ArrowRight") move(share + 0.03);
    else return;
    event.preventDefault();
  };
  return (
    <div ref={frame} className="flex min-h-0 flex-1">
      <div className="flex min-w-0 flex-col" style={{ width: `${share * 100}%` }}>
        {left}
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a movable separator is a widget, an hr is not */}
      <div
        role="separator"
        aria-orientation="vertical"
        aria-label={t("trace.resize")}
        aria-valuenow={Math.round(share * 100)}
        aria-valuemin={LEAST * 100}
        aria-valuemax={MOST * 100}
        tabIndex={0}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onKeyDown={onKeyDown}
        className="relative w-px shrink-0 cursor-col-resize bg-line outline-none after:absolute after:inset-y-0 after:-left-1 after:w-2 hover:bg-accent focus-visible:bg-accent"
      />
      <div className="flex min-w-0 flex-1 flex-col">{right}</div>
    </div>
  );
}
