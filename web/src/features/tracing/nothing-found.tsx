import { useQuery } from "@tanstack/react-query";
import { SearchX } from "lucide-react";
import type { ReactNode } from "react";
import { EmptyState } from "@/components/empty-state";
import { Moment } from "@/components/moment";
import { rangeLabel } from "@/components/time-range-picker";
import { Button } from "@/components/ui/button";
import { useT } from "@/i18n";
import { parseRange, type TimeRange } from "@/lib/time-range";
import { useZone } from "@/lib/zone";
import { firstTraceQuery } from "./queries";

interface NothingFoundProps {
  projectId: string;
  filter: string;
  range: TimeRange;
  onClearFilter: () => void;
  onRange: (range: TimeRange) => void;
  firstSteps: ReactNode;
}

const WIDER = ["7d", "30d", "365d"];

/** An empty table says why: nothing was ever sent, nothing in this stretch of time, or nothing that fits the search. */
export function NothingFound({ projectId, filter, range, onClearFilter, onRange, firstSteps }: NothingFoundProps) {
  const t = useT();
  const zone = useZone();
  const newest = useQuery(firstTraceQuery(projectId)).data;
  if (newest === undefined) return null;
  if (newest === null) return firstSteps;
  const wider = WIDER.find((text) => Date.now() - Date.parse(newest.timestamp) < Number.parseInt(text, 10) * 86_400_000);
  return (
    <EmptyState
      icon={SearchX}
      title={filter ? t("tracing.noMatch") : t("tracing.noneInRange")}
      action={
        <>
          {filter && <Button onClick={onClearFilter}>{t("filter.clear")}</Button>}
          {wider && <Button onClick={() => onRange(parseRange(wider))}>{rangeLabel(parseRange(wider), t, zone)}</Button>}
        </>
      }
    >
      {rangeLabel(range, t, zone)}
      {". "}
      {t("tracing.newestIs")} <Moment iso={newest.timestamp} form="ago" />
    </EmptyState>
  );
}
