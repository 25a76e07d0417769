import { SearchX } from "lucide-react";
import { EmptyState } from "@/components/empty-state";
import type { FilterProblem } from "@/components/filter/fields";
import { Moment } from "@/components/moment";
import { rangeLabel } from "@/components/time-range-picker";
import { Button } from "@/components/ui/button";
import { useT } from "@/i18n";
import { parseRange, type TimeRange } from "@/lib/time-range";
import { useZone } from "@/lib/zone";

interface NothingFoundProps {
  /** When the newest trace of the project began. */
  newest: string | undefined;
  filter: string;
  problem: FilterProblem | null;
  range: TimeRange;
  onClearFilter: () => void;
  onRange: (range: TimeRange) => void;
}

const WIDER = ["1d", "7d", "30d", "365d"];
const DAY_MS = 86_400_000;

/** An empty table says why: nothing in this stretch of time, nothing that fits, or a search that cannot be understood. */
export function NothingFound({ newest, filter, problem, range, onClearFilter, onRange }: NothingFoundProps) {
  const t = useT();
  const zone = useZone();
  const minutes = range.kind === "relative" ? range.minutes : 0;
  const wider = WIDER.map((text) => parseRange(text)).find(
    (one) => one.kind === "relative" && one.minutes > minutes && newest && Date.now() - Date.parse(newest) < one.minutes * 60_000,
  );
  const clear = filter && <Button onClick={onClearFilter}>{t("filter.clear")}</Button>;
  if (problem) {
    return (
      <EmptyState icon={SearchX} title={t("tracing.badSearch")} action={clear}>
        {problem.message}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={SearchX}
      title={filter ? t("tracing.noMatch") : t("tracing.noneInRange")}
      action={
        <>
          {clear}
          {wider && <Button onClick={() => onRange(wider)}>{rangeLabel(wider, t, zone)}</Button>}
        </>
      }
    >
      {rangeLabel(range, t, zone)}
      {newest && Date.now() - Date.parse(newest) > DAY_MS / 24 && (
        <>
          {". "}
          {t("tracing.newestIs")} <Moment iso={newest} form="ago" />
        </>
      )}
    </EmptyState>
  );
}
