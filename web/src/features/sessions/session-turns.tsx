/** The turns of the own page: read page by page around what is in sight, so that any place of a long session is a moment away. */
import { useQueries } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import { ErrorState } from "@/components/error-state";
import type { Draw } from "./draw";
import type { Look } from "./look";
import { type Turn, turnsAPage, turnsQuery } from "./queries";
import { TurnItem } from "./turn-item";
import { TurnList } from "./turn-list";

interface SessionTurnsProps {
  projectId: string;
  sessionId: string;
  look: Look;
  count: number;
  peek: string | undefined;
  onPeek: (traceId: string, stepId?: string) => void;
  /** Told whether the last turn is in sight. */
  onEnd: (inSight: boolean) => void;
  draw: Draw;
}

export function SessionTurns({ projectId, sessionId, look, count, peek, onPeek, onEnd, draw }: SessionTurnsProps) {
  const size = turnsAPage(look);
  const [pages, setPages] = useState<[first: number, last: number]>([0, 0]);
  const numbers = useMemo(() => Array.from({ length: pages[1] - pages[0] + 1 }, (_, index) => pages[0] + index), [pages]);
  const found = useQueries({ queries: numbers.map((page) => turnsQuery(projectId, sessionId, look, page)) });
  const failed = found.find((one) => one.isError && !one.data);
  const onSight = useCallback(
    (first: number, last: number) => {
      const next: [number, number] = [Math.floor(first / size), Math.floor(last / size)];
      setPages((before) => (before[0] === next[0] && before[1] === next[1] ? before : next));
      onEnd(last >= count - 1);
    },
    [size, count, onEnd],
  );
  const turnAt = (place: number): Turn | undefined =>
    found[Math.floor(place / size) - pages[0]]?.data?.turns[place - Math.floor(place / size) * size];
  if (failed) return <ErrorState error={failed.error as Error} retry={() => failed.refetch()} className="flex-1" />;
  return (
    <TurnList
      count={count}
      turnAt={turnAt}
      onSight={onSight}
      openId={peek}
      onOpen={(turn) => onPeek(turn.id)}
      wide={look.show !== "conversation"}
    >
      {(turn, before) => (
        <TurnItem
          turn={turn}
          before={look.filter === "" ? undefined : before}
          look={look}
          open={turn.id === peek}
          onOpen={(stepId) => onPeek(turn.id, stepId)}
          draw={draw}
        />
      )}
    </TurnList>
  );
}
