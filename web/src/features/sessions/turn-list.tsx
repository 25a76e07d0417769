/** Turns of a session below each other, however many there are: only those in sight are drawn. J and K walk through them. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, type RefObject, useEffect, useRef, useState } from "react";
import { Skeleton } from "@/components/ui/skeleton";
import { useT } from "@/i18n";
import { cn } from "@/lib/cn";
import { useShortcut } from "@/lib/shortcuts";
import type { Turn } from "./queries";

interface TurnListProps {
  /** How many turns there are, here or still on the server. */
  count: number;
  /** The turn at a place; undefined while it is on its way. */
  turnAt: (place: number) => Turn | undefined;
  /** Told which places are in sight. */
  onSight?: (first: number, last: number) => void;
  /** The turn that is open beside the list, by id. */
  openId?: string;
  onOpen: (turn: Turn) => void;
  /** Draws a turn; `before` is the number of the turn above it, 0 above the first, undefined where that is not known. */
  children: (turn: Turn, before: number | undefined) => ReactNode;
  footer?: ReactNode;
  wide?: boolean;
}

/** So few turns are all drawn, for the browser's own search. */
const ALL = 40;
const GUESS = 240;

export function TurnList({ count, turnAt, onSight, openId, onOpen, children, footer, wide }: TurnListProps) {
  const t = useT();
  const scroller = useRef<HTMLElement>(null);
  const [current, setCurrent] = useState(-1);
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => GUESS,
    overscan: count <= ALL ? ALL : 4,
    paddingStart: 20,
    paddingEnd: 20,
    gap: 20,
  });
  const items = virtualizer.getVirtualItems();
  const [first, last] = [items[0]?.index ?? 0, items.at(-1)?.index ?? 0];
  useEffect(() => onSight?.(first, last), [onSight, first, last]);
  const go = (place: number) => {
    const next = Math.max(0, Math.min(count - 1, place));
    setCurrent(next);
    virtualizer.scrollToIndex(next, { align: "start" });
    const turn = turnAt(next);
    if (openId !== undefined && turn) onOpen(turn);
  };
  const inSight = () => items.find((item) => item.start >= (virtualizer.scrollOffset ?? 0))?.index ?? 0;
  const held = useEndKey(scroller);
  const size = virtualizer.getTotalSize();
  // biome-ignore lint/correctness/useExhaustiveDependencies: again whenever turns came or took another height
  useEffect(() => {
    if (held) virtualizer.scrollToIndex(count - 1, { align: "end" });
  }, [held, size, count]);
  const group = t("shell.shortcutTable");
  useShortcut({ keys: "j", label: t("sessions.nextTurn"), group }, () => go(current < 0 ? inSight() : current + 1));
  useShortcut({ keys: "k", label: t("sessions.previousTurn"), group }, () => go(current < 0 ? inSight() : current - 1));
  useShortcut({ keys: "o", label: t("sessions.openTrace"), group }, () => {
    const turn = turnAt(current);
    if (turn) onOpen(turn);
  });
  return (
    <section
      ref={scroller}
      aria-label={t("sessions.conversation")}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
      tabIndex={0}
      className="min-h-0 min-w-0 flex-1 overflow-y-auto bg-canvas"
    >
      <ol className={cn("relative mx-auto", wide ? "max-w-4xl" : "max-w-3xl")} style={{ height: size }}>
        {items.map(({ index, key, start }) => {
          const turn = turnAt(index);
          return (
            <li
              key={key}
              ref={virtualizer.measureElement}
              data-index={index}
              aria-setsize={count}
              aria-posinset={index + 1}
              aria-current={index === current || undefined}
              className="absolute inset-x-0 px-4 before:absolute before:inset-y-0 before:left-1 before:w-0.5 before:rounded-full aria-[current]:before:bg-accent"
              style={{ transform: `translateY(${start}px)` }}
            >
              {turn ? children(turn, index === 0 ? 0 : turnAt(index - 1)?.number) : <TurnSkeleton />}
            </li>
          );
        })}
      </ol>
      {footer}
    </section>
  );
}

/** True from the End key on, until the reader moves: what lies at the end is not known before it was reached. */
function useEndKey(scroller: RefObject<HTMLElement | null>): boolean {
  const [held, setHeld] = useState(false);
  useEffect(() => {
    const element = scroller.current;
    const onKey = (event: KeyboardEvent) => {
      setHeld(event.key === "End");
      if (event.key === "End") event.preventDefault();
    };
    const release = () => setHeld(false);
    element?.addEventListener("keydown", onKey);
    for (const name of ["wheel", "pointerdown", "touchmove"]) element?.addEventListener(name, release, { passive: true });
    return () => {
      element?.removeEventListener("keydown", onKey);
      for (const name of ["wheel", "pointerdown", "touchmove"]) element?.removeEventListener(name, release);
    };
  }, [scroller]);
  return held;
}

function TurnSkeleton() {
  return (
    <div className="flex flex-col gap-3" aria-busy>
      <Skeleton className="h-4 w-full" />
      <Skeleton className="h-10 w-2/5 self-end" />
      <Skeleton className="h-16 w-3/5" />
    </div>
  );
}

export function TurnsSkeleton() {
  return (
    <div className="mx-auto flex w-full max-w-3xl flex-1 flex-col gap-5 px-4 py-5">
      {Array.from({ length: 4 }, (_, turn) => (
        <TurnSkeleton key={turn} />
      ))}
    </div>
  );
}
