/** Applying a rule to history: what it will do and cost, then how far it is. */
import { useQuery } from "@tanstack/react-query";
import { History } from "lucide-react";
import { useMemo, useState } from "react";
import { useMay } from "@/api/me";
import { EmptyState } from "@/components/empty-state";
import { ErrorState } from "@/components/error-state";
import { Moment } from "@/components/moment";
import { rangeLabel, TimeRangePicker } from "@/components/time-range-picker";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Problem } from "@/components/ui/problem";
import { Progress } from "@/components/ui/progress";
import { Skeleton } from "@/components/ui/skeleton";
import { useT } from "@/i18n";
import { parseRange, resolveRange } from "@/lib/time-range";
import { useZone } from "@/lib/zone";
import { POLL_MS, type Rule } from "../queries";
import { PreviewLine } from "./rule-form";
import { backfillsQuery, isUnderWay, previewQuery, useBackfill, useCancelBackfill } from "./rule-queries";

interface BackfillDialogProps {
  projectId: string;
  rule: Rule;
  onClose: () => void;
  onBegun: () => void;
}

export function BackfillDialog({ projectId, rule, onClose, onBegun }: BackfillDialogProps) {
  const t = useT();
  const zone = useZone();
  const [range, setRange] = useState(() => parseRange("7d"));
  const times = useMemo(() => {
    const { from, to } = resolveRange(range, new Date());
    return { start: from, end: to };
  }, [range]);
  const preview = useQuery(previewQuery(projectId, { ...rule, ...times }));
  const begin = useBackfill(projectId, rule.id);
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("evaluation.backfill")}
      description={t("evaluation.backfillWhy")}
      footer={
        <Button
          variant="primary"
          busy={begin.isPending}
          disabled={!preview.data?.executions}
          onClick={() =>
            begin.mutate(times, {
              onSuccess: () => {
                onClose();
                onBegun();
              },
            })
          }
        >
          {t("evaluation.begin")}
        </Button>
      }
    >
      <div className="flex flex-col gap-3">
        <TimeRangePicker value={range} onChange={setRange} className="self-start" />
        {preview.isError ? (
          <Problem>{preview.error.message}</Problem>
        ) : (
          <PreviewLine preview={preview.data} span={rangeLabel(range, t, zone)} />
        )}
      </div>
    </Dialog>
  );
}

export function Backfills({ projectId, ruleId }: { projectId: string; ruleId: string }) {
  const t = useT();
  const mayWrite = useMay("evaluators:write");
  const backfills = useQuery({
    ...backfillsQuery(projectId, ruleId),
    refetchInterval: (query) => (isUnderWay(query.state.data) ? POLL_MS : false),
  });
  const cancel = useCancelBackfill(projectId);
  if (backfills.isError) return <ErrorState error={backfills.error} retry={() => backfills.refetch()} />;
  if (backfills.isPending) return <Skeleton className="m-4 h-40" />;
  if (backfills.data.data.length === 0) {
    return (
      <EmptyState icon={History} title={t("evaluation.backfills")}>
        {t("evaluation.backfillWhy")}
      </EmptyState>
    );
  }
  return (
    <div className="min-h-0 flex-1 overflow-y-auto px-4 py-4">
      <ul className="mx-auto max-w-4xl divide-y divide-line rounded-lg border border-line bg-surface">
        {backfills.data.data.map((one) => {
          const running = one.state === "queued" || one.state === "running";
          return (
            <li key={one.id} className="flex flex-wrap items-center gap-x-4 gap-y-1.5 px-4 py-2.5 text-sm">
              <span className="min-w-0 flex-1 basis-64">
                <Moment iso={one.start} /> – <Moment iso={one.end} />
                {one.error && <span className="block text-danger-text text-xs">{one.error}</span>}
              </span>
              {running ? (
                <Progress className="w-40" label={t("evaluation.backfill")} value={one.total ? one.done / one.total : null} />
              ) : (
                <Badge tone={one.state === "succeeded" ? "success" : "neutral"}>
                  {one.queued === null ? one.state : t("evaluation.queued", { count: one.queued })}
                </Badge>
              )}
              {running && mayWrite && (
                <Button size="sm" onClick={() => cancel.mutate(one.id)}>
                  {t("actions.cancel")}
                </Button>
              )}
              <Moment iso={one.created_at} form="ago" className="text-faint text-xs" />
            </li>
          );
        })}
      </ul>
    </div>
  );
}
