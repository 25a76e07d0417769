/** What a remote trigger was answered, newest first. */
import { useQuery } from "@tanstack/react-query";
import { usePersonName } from "@/api/people";
import { ErrorState } from "@/components/error-state";
import { Moment } from "@/components/moment";
import { Badge } from "@/components/ui/badge";
import { Skeleton } from "@/components/ui/skeleton";
import { useT } from "@/i18n";
import { formatDuration } from "@/lib/format";
import { firingsQuery } from "./trigger-queries";

export function TriggerFirings({ projectId, datasetId }: { projectId: string; datasetId: string }) {
  const t = useT();
  const nameOf = usePersonName(projectId);
  const firings = useQuery(firingsQuery(projectId, datasetId));
  if (firings.isPending) return <Skeleton className="h-16 w-full" />;
  if (firings.isError) return <ErrorState error={firings.error} retry={() => firings.refetch()} />;
  const title = t("experiments.firings");
  if (firings.data.length === 0) return <p className="text-soft text-sm">{t("experiments.noFirings")}</p>;
  return (
    <section aria-label={title}>
      <ol className="divide-y divide-line rounded-lg border border-line bg-surface">
        {firings.data.map((one) => (
          <li key={one.id} className="px-4 py-2.5 text-sm">
            <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <Badge tone={one.status !== null && one.status < 300 ? "success" : "danger"}>
                {one.status ?? t("experiments.noAnswer")}
              </Badge>
              {one.is_test && <Badge>{t("experiments.triggerTest")}</Badge>}
              <span className="text-soft">{nameOf(one.fired_by)}</span>
              <span className="tabular text-faint text-xs">{formatDuration(one.latency_ms)}</span>
              <Moment iso={one.fired_at} form="ago" className="ml-auto text-faint text-xs" />
            </div>
            {(one.error || one.answer) && (
              <pre className="mt-1.5 max-h-32 overflow-auto whitespace-pre-wrap break-words rounded-md bg-sunken p-2 font-mono text-xs">
                {one.error || one.answer}
              </pre>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
