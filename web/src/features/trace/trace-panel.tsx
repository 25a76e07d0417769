import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { api, unwrap } from "@/api/client";
import { ErrorState } from "@/components/error-state";
import { Moment } from "@/components/moment";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { useT } from "@/i18n";
import { formatCost, formatDuration } from "@/lib/format";

export interface TracePanelProps {
  projectId: string;
  traceId: string;
  observationId: string | undefined;
  onObservation: (observationId: string | undefined) => void;
  onClose: () => void;
}

/** One trace beside the table that led to it. */
export function TracePanel({ projectId, traceId, onClose }: TracePanelProps) {
  const t = useT();
  const trace = useQuery({
    queryKey: ["project", projectId, "trace", traceId, "header"],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/traces/{trace_id}", {
          params: { path: { project_id: projectId, trace_id: traceId } },
          signal,
        }),
      ),
  });
  return (
    <>
      <header className="flex h-12 shrink-0 items-center gap-3 border-line border-b px-4">
        <h2 className="min-w-0 flex-1 truncate font-semibold">{trace.data?.name || traceId}</h2>
        <Button variant="ghost" size="icon-sm" aria-label={t("common.close")} onClick={onClose}>
          <X aria-hidden />
        </Button>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto p-4">
        {trace.isPending && <Skeleton className="w-1/2" />}
        {trace.isError && <ErrorState error={trace.error} retry={() => trace.refetch()} />}
        {trace.data && (
          <p className="tabular flex flex-wrap gap-4 text-soft">
            <Moment iso={trace.data.timestamp} />
            <span>{formatDuration(trace.data.latency_ms)}</span>
            <span>{formatCost(trace.data.cost_usd, t.locale)}</span>
          </p>
        )}
      </div>
    </>
  );
}
