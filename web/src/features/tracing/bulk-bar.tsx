/** What can be done with chosen rows, or with all that match. Actions are about whole traces, also when observations are chosen. */
import { Trash2 } from "lucide-react";
import { lazy, Suspense, useEffect, useState } from "react";
import { useMay } from "@/api/me";
import { ChosenBar } from "@/components/table/chosen-bar";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { toast } from "@/components/ui/toast";
import { useT } from "@/i18n";
import { formatNumber } from "@/lib/format";
import { AddTags } from "./add-tags";
import { useDeleteMatching, useDeleteTraces } from "./bulk-queries";
import { type BulkActionProps, type BulkActions, type BulkTarget, type Place, tracesOf } from "./bulk-target";
import type { Subject, TableRequest } from "./queries";

const BulkProgress = lazy(async () => ({ default: (await import("./bulk-progress")).BulkProgress }));

interface BulkBarProps {
  request: TableRequest;
  subject: Subject;
  places: readonly Place[];
  total: number | undefined;
  /** Every row that was loaded is chosen. */
  allShown: boolean;
  actions?: BulkActions;
  onDone: () => void;
}

export function BulkBar({ request, subject, places, total, allShown, actions, onDone }: BulkBarProps) {
  const t = useT();
  const [everything, setEverything] = useState(false);
  const [job, setJob] = useState<string | null>(null);
  // The choice of everything is about one search; another search is another choice.
  // biome-ignore lint/correctness/useExhaustiveDependencies: reset when the search changes
  useEffect(() => setEverything(false), [request, allShown]);
  if (job !== null) {
    return (
      <Suspense fallback={null}>
        <BulkProgress projectId={request.projectId} jobId={job} onEnd={() => setJob(null)} />
      </Suspense>
    );
  }
  if (places.length === 0) return null;
  const done = () => {
    setEverything(false);
    onDone();
  };
  const started = (id: string) => {
    setJob(id);
    done();
  };
  const target: BulkTarget =
    everything && total !== undefined
      ? { kind: "matching", subject, request, total }
      : { kind: "rows", subject, request, places };
  const count = formatNumber(total ?? 0, t.locale, 0);
  return (
    <ChosenBar
      label={t("tracing.bulk")}
      count={places.length}
      words={everything ? t("tracing.allSelected", { count }) : undefined}
      onClear={done}
    >
      {allShown && !everything && total !== undefined && total > places.length && (
        <Button variant="link" size="sm" className="mx-2" onClick={() => setEverything(true)}>
          {t("tracing.selectAllMatching", { count })}
        </Button>
      )}
      <AddTags projectId={request.projectId} target={target} onDone={done} onStarted={started} />
      {actions?.(target, done)}
      <DeleteTraces projectId={request.projectId} target={target} onDone={done} onStarted={started} />
    </ChosenBar>
  );
}

function DeleteTraces({ projectId, target, onDone, onStarted }: BulkActionProps) {
  const t = useT();
  const may = useMay("traces:delete");
  const remove = useDeleteTraces(projectId);
  const removeAll = useDeleteMatching(projectId);
  const [asking, setAsking] = useState(false);
  if (!may) return null;
  const confirm = () => {
    if (target.kind === "matching") {
      removeAll.mutate(target, { onSuccess: (job) => onStarted(job.id) });
      return;
    }
    const ids = tracesOf(target.places);
    remove.mutate(ids, {
      onSuccess: () => {
        toast.success(t.count("tracing.deleted", ids.length));
        onDone();
      },
    });
  };
  const title =
    target.kind === "matching"
      ? t("tracing.deleteAllAsk", { count: formatNumber(target.total, t.locale, 0) })
      : t.count("tracing.deleteAsk", tracesOf(target.places).length);
  return (
    <>
      <Button variant="ghost" size="sm" className="text-danger-text" onClick={() => setAsking(true)}>
        <Trash2 aria-hidden />
        {t("actions.delete")}
      </Button>
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title={title}
        description={t("tracing.deleteWhy")}
        action={t("actions.delete")}
        busy={remove.isPending || removeAll.isPending}
        onConfirm={confirm}
      />
    </>
  );
}
