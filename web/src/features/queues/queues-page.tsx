/** All annotation queues of a project: how far each is, and the way to work on it. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ListChecks, Play, Plus } from "lucide-react";
import { useState } from "react";
import { useMay } from "@/api/me";
import { usePersonName } from "@/api/people";
import { EmptyState } from "@/components/empty-state";
import { ErrorState } from "@/components/error-state";
import { Page } from "@/components/page";
import { Button } from "@/components/ui/button";
import { Progress } from "@/components/ui/progress";
import { Skeleton } from "@/components/ui/skeleton";
import { useT } from "@/i18n";
import { formatNumber } from "@/lib/format";
import { FilledBy } from "./filled-by";
import { type Queue, queuesQuery } from "./queries";
import { QueueDialog } from "./queue-dialog";

export function QueuesPage({ projectId }: { projectId: string }) {
  const t = useT();
  const mayWrite = useMay("annotation:write");
  const queues = useQuery(queuesQuery(projectId));
  const [creating, setCreating] = useState(false);
  const create = mayWrite && (
    <Button variant="primary" onClick={() => setCreating(true)}>
      <Plus aria-hidden />
      {t("queues.newQueue")}
    </Button>
  );
  return (
    <Page title={t("queues.queues")} actions={create}>
      <div className="min-h-0 flex-1 overflow-y-auto px-4 py-4">
        <div className="mx-auto max-w-5xl">
          <p className="mb-4 text-pretty text-soft text-sm">{t("queues.why")}</p>
          {queues.isError && <ErrorState error={queues.error} retry={() => queues.refetch()} />}
          {queues.isPending && <Skeleton className="h-40 w-full" />}
          {queues.data?.length === 0 && (
            <EmptyState icon={ListChecks} title={t("queues.none")}>
              {t("queues.noneWhy")}
            </EmptyState>
          )}
          {queues.data && queues.data.length > 0 && (
            <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
              {queues.data.map((queue) => (
                <QueueRow key={queue.id} projectId={projectId} queue={queue} mayWrite={mayWrite} />
              ))}
            </ul>
          )}
        </div>
      </div>
      {creating && <QueueDialog projectId={projectId} queue={null} onClose={() => setCreating(false)} />}
    </Page>
  );
}

function QueueRow({ projectId, queue, mayWrite }: { projectId: string; queue: Queue; mayWrite: boolean }) {
  const t = useT();
  const nameOf = usePersonName(projectId);
  const total = queue.pending + queue.completed;
  return (
    <li className="flex flex-wrap items-center gap-x-6 gap-y-2 px-4 py-3">
      <div className="min-w-0 flex-1 basis-60">
        <Link
          to="/projects/$projectId/queues/$queueId"
          params={{ projectId, queueId: queue.id }}
          className="rounded-xs font-medium hover:underline"
        >
          {queue.name}
        </Link>
        {queue.description && <p className="truncate text-faint text-xs">{queue.description}</p>}
        <FilledBy projectId={projectId} queueId={queue.id} />
      </div>
      {queue.assigned_user_ids.length > 0 && (
        <p className="max-w-40 truncate text-soft text-xs" title={t("queues.assigned")}>
          {queue.assigned_user_ids.map(nameOf).join(", ")}
        </p>
      )}
      <div className="basis-52 text-xs">
        <p className="tabular mb-1 text-soft">
          {t("queues.doneOf", {
            done: formatNumber(queue.completed, t.locale, 0),
            total: formatNumber(total, t.locale, 0),
          })}
        </p>
        <Progress label={t("queues.progress")} value={total > 0 ? queue.completed / total : 0} />
      </div>
      {mayWrite && (
        <Button size="sm" asChild>
          <Link
            to="/projects/$projectId/queues/$queueId/work"
            params={{ projectId, queueId: queue.id }}
            aria-label={`${t("queues.work")}: ${queue.name}`}
          >
            <Play aria-hidden />
            {t("queues.work")}
          </Link>
        </Button>
      )}
    </li>
  );
}
