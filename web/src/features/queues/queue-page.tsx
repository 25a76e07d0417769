/** One queue: its items, who did how much, and ways to fill and to work on it. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Inbox, Pencil, Play, Plus, Trash2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useMay } from "@/api/me";
import { usePersonName } from "@/api/people";
import { EmptyState } from "@/components/empty-state";
import { ErrorState } from "@/components/error-state";
import { Moment } from "@/components/moment";
import { Page } from "@/components/page";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Confirm } from "@/components/ui/confirm";
import { Segmented } from "@/components/ui/segmented";
import { Skeleton } from "@/components/ui/skeleton";
import { useT } from "@/i18n";
import { formatNumber, formatPercent } from "@/lib/format";
import { AddFoundDialog } from "./add-found-dialog";
import { FilledBy } from "./filled-by";
import {
  type ItemStatus,
  itemsQuery,
  progressQuery,
  type Queue,
  type QueueItem,
  queueQuery,
  useDeleteQueue,
  useItemAction,
  useRemoveItems,
} from "./queries";
import { QueueDialog } from "./queue-dialog";

interface QueuePageProps {
  projectId: string;
  queueId: string;
  status: ItemStatus | "";
  onStatus: (status: ItemStatus | "") => void;
}

export function QueuePage({ projectId, queueId, status, onStatus }: QueuePageProps) {
  const t = useT();
  const mayWrite = useMay("annotation:write");
  const queue = useQuery(queueQuery(projectId, queueId));
  if (queue.isError) return <ErrorState error={queue.error} retry={() => queue.refetch()} />;
  return (
    <Page
      title={queue.data?.name ?? "…"}
      before={
        <Link to="/projects/$projectId/queues" params={{ projectId }} className="text-soft text-sm hover:underline">
          {t("queues.queues")}
        </Link>
      }
      actions={queue.data && mayWrite && <Actions projectId={projectId} queue={queue.data} />}
    >
      <div className="min-h-0 flex-1 overflow-y-auto px-4 py-4">
        <div className="mx-auto max-w-5xl">
          {queue.data && <Head projectId={projectId} queue={queue.data} />}
          <Segmented
            aria-label={t("queues.status")}
            className="mb-3"
            value={status === "" ? "ALL" : status}
            onValueChange={(next) => onStatus(next === "ALL" ? "" : next)}
            options={[
              { value: "ALL", label: t("queues.all") },
              { value: "PENDING", label: t("queues.pending") },
              { value: "COMPLETED", label: t("queues.completed") },
            ]}
          />
          <Items projectId={projectId} queueId={queueId} status={status} mayWrite={mayWrite} />
        </div>
      </div>
    </Page>
  );
}

function Actions({ projectId, queue }: { projectId: string; queue: Queue }) {
  const t = useT();
  const navigate = useNavigate();
  const remove = useDeleteQueue(projectId);
  const [open, setOpen] = useState<"edit" | "add" | "delete" | null>(null);
  const close = () => setOpen(null);
  return (
    <>
      <Button variant="ghost" size="icon" aria-label={t("queues.editQueue")} onClick={() => setOpen("edit")}>
        <Pencil aria-hidden />
      </Button>
      <Button variant="ghost" size="icon" aria-label={t("queues.deleteQueue")} onClick={() => setOpen("delete")}>
        <Trash2 aria-hidden />
      </Button>
      <Button onClick={() => setOpen("add")}>
        <Plus aria-hidden />
        {t("queues.addFound")}
      </Button>
      <Button variant="primary" asChild>
        <Link to="/projects/$projectId/queues/$queueId/work" params={{ projectId, queueId: queue.id }}>
          <Play aria-hidden />
          {t("queues.work")}
        </Link>
      </Button>
      {open === "edit" && <QueueDialog projectId={projectId} queue={queue} onClose={close} />}
      {open === "add" && <AddFoundDialog projectId={projectId} queueId={queue.id} onClose={close} />}
      <Confirm
        open={open === "delete"}
        onOpenChange={(next) => !next && close()}
        title={t("queues.deleteAsk", { name: queue.name })}
        description={t("queues.deleteWhy")}
        action={t("queues.deleteQueue")}
        busy={remove.isPending}
        onConfirm={() =>
          remove.mutate(queue.id, {
            onSuccess: () => void navigate({ to: "/projects/$projectId/queues", params: { projectId } }),
          })
        }
      />
    </>
  );
}

function Head({ projectId, queue }: { projectId: string; queue: Queue }) {
  const t = useT();
  const nameOf = usePersonName(projectId);
  const did = useQuery(progressQuery(projectId, queue.id)).data ?? [];
  const idle = queue.assigned_user_ids.filter((id) => !did.some((person) => person.user_id === id));
  const progress = [...did, ...idle.map((user_id) => ({ user_id, completed: 0, skipped: 0 }))];
  const total = queue.pending + queue.completed;
  const figures: [string, ReactNode][] = [
    [t("queues.pending"), formatNumber(queue.pending, t.locale, 0)],
    [t("queues.completed"), formatNumber(queue.completed, t.locale, 0)],
    [t("queues.done"), formatPercent(total > 0 ? queue.completed / total : null, t.locale)],
  ];
  return (
    <section className="mb-5 rounded-lg border border-line bg-surface p-4">
      {queue.description && <p className="mb-3 text-pretty text-soft text-sm">{queue.description}</p>}
      <dl className="flex flex-wrap gap-x-10 gap-y-2">
        {figures.map(([label, value]) => (
          <div key={label}>
            <dt className="text-faint text-xs">{label}</dt>
            <dd className="tabular font-semibold">{value}</dd>
          </div>
        ))}
      </dl>
      {progress.length > 0 && (
        <table className="mt-4 text-sm" aria-label={t("queues.people")}>
          <thead className="text-left text-faint text-xs">
            <tr>
              <th className="pr-8 font-medium">{t("queues.person")}</th>
              <th className="pr-8 text-right font-medium">{t("queues.completed")}</th>
              <th className="text-right font-medium">{t("queues.skipped")}</th>
            </tr>
          </thead>
          <tbody className="tabular">
            {progress.map((person) => (
              <tr key={person.user_id}>
                <td className="pr-8">
                  {nameOf(person.user_id)}
                  {queue.assigned_user_ids.includes(person.user_id) && <Badge className="ml-2">{t("queues.assignedMark")}</Badge>}
                </td>
                <td className="pr-8 text-right">{formatNumber(person.completed, t.locale, 0)}</td>
                <td className="text-right">{formatNumber(person.skipped, t.locale, 0)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <FilledBy projectId={projectId} queueId={queue.id} mayAdd />
    </section>
  );
}

interface ItemsProps {
  projectId: string;
  queueId: string;
  status: ItemStatus | "";
  mayWrite: boolean;
}

function Items({ projectId, queueId, status, mayWrite }: ItemsProps) {
  const t = useT();
  const items = useInfiniteQuery(itemsQuery(projectId, queueId, status));
  const remove = useRemoveItems(projectId, queueId);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  if (items.isError) return <ErrorState error={items.error} retry={() => items.refetch()} />;
  if (items.isPending) return <Skeleton className="h-40 w-full" />;
  const rows = items.data.pages.flatMap((page) => page.data);
  if (rows.length === 0)
    return (
      <EmptyState icon={Inbox} title={t("queues.empty")}>
        {t("queues.emptyWhy")}
      </EmptyState>
    );
  const turn = (id: string, on: boolean) => setChosen(on ? [...chosen, id] : chosen.filter((one) => one !== id));
  return (
    <>
      {chosen.length > 0 && (
        <Button
          className="mb-3"
          variant="danger"
          size="sm"
          busy={remove.isPending}
          onClick={() => remove.mutate([...chosen], { onSuccess: () => setChosen([]) })}
        >
          {t("queues.removeItems", { count: chosen.length })}
        </Button>
      )}
      <ul className="divide-y divide-line rounded-lg border border-line bg-surface text-sm">
        {rows.map((item) => (
          <ItemRow
            key={item.id}
            projectId={projectId}
            item={item}
            mayWrite={mayWrite}
            chosen={chosen.includes(item.id)}
            onChoose={(on) => turn(item.id, on)}
          />
        ))}
      </ul>
      {items.hasNextPage && (
        <Button className="mt-3" busy={items.isFetchingNextPage} onClick={() => items.fetchNextPage()}>
          {t("queues.more")}
        </Button>
      )}
    </>
  );
}

interface ItemRowProps {
  projectId: string;
  item: QueueItem;
  mayWrite: boolean;
  chosen: boolean;
  onChoose: (on: boolean) => void;
}

function ItemRow({ projectId, item, mayWrite, chosen, onChoose }: ItemRowProps) {
  const t = useT();
  const nameOf = usePersonName(projectId);
  const act = useItemAction(projectId, item.queue_id);
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2">
      {mayWrite && <Checkbox aria-label={item.object_id} checked={chosen} onCheckedChange={(on) => onChoose(on === true)} />}
      <Badge>{t(`queues.type_${item.object_type}`)}</Badge>
      <Link
        to="/projects/$projectId/queues/$queueId/work"
        params={{ projectId, queueId: item.queue_id }}
        search={{ item: item.id }}
        className="min-w-0 flex-1 truncate rounded-xs font-mono text-xs hover:underline"
      >
        {item.object_id}
      </Link>
      <span className="text-faint text-xs">{t(`queues.source_${item.source}`)}</span>
      {item.status === "COMPLETED" ? (
        <span className="text-soft text-xs">
          {nameOf(item.completed_by)} {item.completed_at && <Moment iso={item.completed_at} form="ago" />}
        </span>
      ) : (
        item.locked_by && <Badge tone="warning">{t("queues.lockedBy", { name: nameOf(item.locked_by) })}</Badge>
      )}
      <Badge tone={item.status === "COMPLETED" ? "success" : "neutral"}>
        {item.status === "COMPLETED" ? t("queues.completed") : t("queues.pending")}
      </Badge>
      {mayWrite && item.status === "COMPLETED" && (
        <Button size="sm" variant="ghost" onClick={() => act.mutate({ id: item.id, action: "reopen" })}>
          {t("queues.reopen")}
        </Button>
      )}
    </li>
  );
}
