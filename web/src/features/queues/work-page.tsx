/** Working through a queue: the thing on the left, what is asked on the right, the next one at a key. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ArrowLeft, Check, CircleCheckBig, Lock, SkipForward } from "lucide-react";
import { type ReactNode, useCallback, useEffect, useRef, useState } from "react";
import { ApiError } from "@/api/client";
import { usePersonName } from "@/api/people";
import { EmptyState } from "@/components/empty-state";
import { ErrorState } from "@/components/error-state";
import { Page } from "@/components/page";
import { Button } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";
import { Progress } from "@/components/ui/progress";
import { Skeleton } from "@/components/ui/skeleton";
import { useT } from "@/i18n";
import { formatNumber } from "@/lib/format";
import { useShortcut } from "@/lib/shortcuts";
import { lockQuery, type Queue, type QueueItem, queueQuery, useItemAction, useTakeNext } from "./queries";

interface WorkPageProps {
  projectId: string;
  queueId: string;
  itemId: string | undefined;
  onItem: (itemId: string | undefined) => void;
  /** The trace, step or session of an item, brought by the route. */
  thing: (item: QueueItem) => ReactNode;
  /** What is asked about it: scores by these configs, given in the course of this queue, and comments. */
  questions: (item: QueueItem, configIds: readonly string[]) => ReactNode;
}

export function WorkPage(props: WorkPageProps) {
  const { projectId, queueId, itemId, onItem } = props;
  const t = useT();
  const queue = useQuery(queueQuery(projectId, queueId));
  const next = useTakeNext(projectId, queueId);
  const act = useItemAction(projectId, queueId);
  const release = useItemAction(projectId, queueId);
  const [seen, setSeen] = useState<readonly string[]>([]);
  const [finished, setFinished] = useState(false);
  const take = next.mutate;
  const goOn = useCallback(
    (from?: string) =>
      take(undefined, {
        onSuccess: ({ item }) => {
          // Only what this person skipped is left when the very same item comes back.
          const over = item === null || item.id === from;
          setFinished(over);
          if (from) setSeen((before) => [...before.filter((id) => id !== from), from]);
          onItem(over ? undefined : item.id);
        },
      }),
    [take, onItem],
  );
  const begun = useRef(false);
  useEffect(() => {
    if (itemId === undefined && !begun.current && !finished) {
      begun.current = true;
      goOn();
    }
  }, [itemId, finished, goOn]);
  const busy = next.isPending || act.isPending;
  const finish = (action: "complete" | "skip") => {
    if (itemId !== undefined && !busy) act.mutate({ id: itemId, action }, { onSuccess: () => goOn(itemId) });
  };
  const previous = seen.at(-1);
  const back = () => {
    if (previous === undefined || busy) return;
    if (itemId !== undefined) release.mutate({ id: itemId, action: "unlock" });
    setSeen(seen.slice(0, -1));
    setFinished(false);
    onItem(previous);
  };
  const group = t("queues.queues");
  useShortcut({ keys: "mod+Enter", label: t("queues.completeNext"), group }, () => finish("complete"));
  useShortcut({ keys: "ArrowRight", label: t("queues.skip"), group }, () => finish("skip"));
  useShortcut({ keys: "ArrowLeft", label: t("queues.previous"), group }, back);
  if (queue.isError) return <ErrorState error={queue.error} retry={() => queue.refetch()} />;
  const actions = (
    <>
      <Button onClick={back} disabled={previous === undefined || busy}>
        <ArrowLeft aria-hidden />
        {t("queues.previous")}
      </Button>
      <Button onClick={() => finish("skip")} disabled={itemId === undefined} busy={busy}>
        <SkipForward aria-hidden />
        {t("queues.skip")}
      </Button>
      <Button variant="primary" onClick={() => finish("complete")} disabled={itemId === undefined} busy={busy}>
        <Check aria-hidden />
        {t("queues.completeNext")}
        <Kbd keys="mod+Enter" />
      </Button>
    </>
  );
  return (
    <Page
      title={queue.data?.name ?? "…"}
      before={
        <Link
          to="/projects/$projectId/queues/$queueId"
          params={{ projectId, queueId }}
          className="text-soft text-sm hover:underline"
        >
          {t("queues.queue")}
        </Link>
      }
      actions={actions}
    >
      {queue.data && <Bar queue={queue.data} />}
      {next.isError && <ErrorState error={next.error} retry={() => goOn()} />}
      {finished && (
        <EmptyState icon={CircleCheckBig} title={t("queues.allDone")}>
          {queue.data && queue.data.pending > 0 ? t("queues.othersLeft") : t("queues.nothingLeft")}
        </EmptyState>
      )}
      {!finished && itemId === undefined && !next.isError && <Skeleton className="m-4 h-64" />}
      {itemId !== undefined && queue.data && (
        <Item key={itemId} {...props} itemId={itemId} queue={queue.data} onOther={() => goOn()} />
      )}
    </Page>
  );
}

function Bar({ queue }: { queue: Queue }) {
  const t = useT();
  const total = queue.pending + queue.completed;
  return (
    <div className="flex shrink-0 items-center gap-3 border-line border-b bg-surface px-4 py-1.5 text-xs">
      <span className="tabular whitespace-nowrap text-soft">
        {t("queues.doneOf", { done: formatNumber(queue.completed, t.locale, 0), total: formatNumber(total, t.locale, 0) })}
      </span>
      <Progress label={t("queues.progress")} value={total > 0 ? queue.completed / total : 0} />
    </div>
  );
}

interface ItemProps extends WorkPageProps {
  itemId: string;
  queue: Queue;
  onOther: () => void;
}

function Item({ projectId, queueId, itemId, queue, thing, questions, onOther }: ItemProps) {
  const t = useT();
  const nameOf = usePersonName(projectId);
  const lock = useQuery(lockQuery(projectId, queueId, itemId));
  if (lock.error instanceof ApiError && lock.error.code === "item_taken") {
    const holder = (lock.error.detail as { locked_by?: string } | null)?.locked_by ?? "";
    return (
      <EmptyState icon={Lock} title={t("queues.lockedBy", { name: nameOf(holder) })}>
        <Button onClick={onOther}>{t("queues.takeAnother")}</Button>
      </EmptyState>
    );
  }
  if (lock.isError) return <ErrorState error={lock.error} retry={() => lock.refetch()} />;
  if (!lock.data) return <Skeleton className="m-4 h-64" />;
  return (
    <div className="flex min-h-0 flex-1 flex-col md:flex-row">
      <div className="min-h-0 min-w-0 flex-1 max-md:min-h-[45dvh]">{thing(lock.data)}</div>
      <aside
        aria-label={t("queues.questions")}
        className="min-h-0 shrink-0 overflow-y-auto border-line bg-surface max-md:border-t md:w-96 md:border-l"
      >
        {lock.data.status === "COMPLETED" && (
          <p className="border-line border-b bg-success-soft px-3 py-2 text-success-text text-xs">{t("queues.alreadyDone")}</p>
        )}
        {queue.description && <p className="text-pretty border-line border-b px-3 py-2 text-soft text-xs">{queue.description}</p>}
        {questions(lock.data, queue.score_config_ids)}
      </aside>
    </div>
  );
}
