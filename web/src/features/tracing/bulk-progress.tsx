/** How far a change on all matching traces is, and a way to stop it. It goes on when the page is left. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { Button } from "@/components/ui/button";
import { Progress } from "@/components/ui/progress";
import { toast } from "@/components/ui/toast";
import { useT } from "@/i18n";
import { formatNumber } from "@/lib/format";
import { type BulkJob, bulkJobQuery, useCancelBulkJob } from "./bulk-queries";

interface BulkProgressProps {
  projectId: string;
  jobId: string;
  onEnd: () => void;
}

export function BulkProgress({ projectId, jobId, onEnd }: BulkProgressProps) {
  const t = useT();
  const client = useQueryClient();
  const job = useQuery(bulkJobQuery(projectId, jobId)).data;
  const cancel = useCancelBulkJob(projectId, jobId);
  const deletes = job?.action === "delete";
  // biome-ignore lint/correctness/useExhaustiveDependencies: what follows the end is done once, when the state changes
  useEffect(() => {
    if (!job || !isOver(job)) return;
    void client.invalidateQueries({ queryKey: ["project", projectId, "tracing"] });
    if (job.state === "succeeded") toast.success(t.count(deletes ? "tracing.deleted" : "tracing.tagged", job.traces ?? 0));
    else if (job.state === "cancelled") toast.info(t("tracing.bulkStopped"));
    else toast.error(t("tracing.bulkFailed", { error: job.error }));
    onEnd();
  }, [job?.state]);
  const done = formatNumber(job?.done ?? 0, t.locale, 0);
  const total = formatNumber(job?.total ?? 0, t.locale, 0);
  const text = t(deletes ? "tracing.bulkDeleting" : "tracing.bulkTagging", { done, total });
  return (
    <div
      role="status"
      className="absolute bottom-4 left-1/2 z-20 flex w-96 max-w-[calc(100%-1rem)] -translate-x-1/2 animate-appear items-center gap-3 rounded-lg border border-line bg-raised p-2.5 pl-3.5 shadow-lg"
    >
      <div className="flex min-w-0 flex-1 flex-col gap-1.5">
        <span className="tabular truncate text-sm">{text}</span>
        <Progress value={job?.total ? job.done / job.total : null} label={text} />
      </div>
      <Button size="sm" busy={cancel.isPending} onClick={() => cancel.mutate()}>
        {t("tracing.stop")}
      </Button>
    </div>
  );
}

function isOver(job: BulkJob): boolean {
  return job.state !== "queued" && job.state !== "running";
}
