/** Every run of a session, newest first, to be opened again. */

import { useInfiniteQuery } from "@tanstack/react-query";
import { Table2, Trash2 } from "lucide-react";
import { useState } from "react";
import { usePersonName } from "@/api/people";
import { ErrorState } from "@/components/error-state";
import { LoadMore } from "@/components/load-more";
import { Moment } from "@/components/moment";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Sheet } from "@/components/ui/sheet";
import { Skeleton } from "@/components/ui/skeleton";
import { useT } from "@/i18n";
import { letterOf, titleOf } from "../draft";
import type { RunLine } from "../queries";
import { runsQuery, useChangeRun } from "./run-queries";
import { RunState } from "./run-state";

interface RunsPanelProps {
  projectId: string;
  sessionId: string;
  mayEdit: boolean;
  onOpen: (runId: string) => void;
  onClose: () => void;
}

export function RunsPanel({ projectId, sessionId, mayEdit, onOpen, onClose }: RunsPanelProps) {
  const t = useT();
  const runs = useInfiniteQuery(runsQuery(projectId, sessionId));
  const { remove } = useChangeRun(projectId, sessionId);
  const [removing, setRemoving] = useState<RunLine | null>(null);
  const found = runs.data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <Sheet open onOpenChange={(open) => !open && onClose()} title={t("playground.runs")} className="w-[min(28rem,94vw)]">
      {runs.isPending && <Skeleton className="m-4 h-40" />}
      {runs.isError && <ErrorState error={runs.error} retry={() => runs.refetch()} />}
      {runs.isSuccess && found.length === 0 && <p className="p-6 text-center text-faint text-sm">{t("playground.noRuns")}</p>}
      <ul className="divide-y divide-line">
        {found.map((line) => (
          <li key={line.id} className="flex items-center gap-1 pr-2 hover:bg-hover">
            <button type="button" className="min-w-0 flex-1 px-4 py-2.5 text-left" onClick={() => onOpen(line.id)}>
              <RunWords projectId={projectId} line={line} />
            </button>
            {mayEdit && (
              <Button size="icon-sm" variant="ghost" aria-label={t("playground.deleteRun")} onClick={() => setRemoving(line)}>
                <Trash2 aria-hidden />
              </Button>
            )}
          </li>
        ))}
      </ul>
      <LoadMore pages={runs} className="m-3" />
      <Confirm
        open={removing !== null}
        onOpenChange={(open) => !open && setRemoving(null)}
        title={t("playground.deleteRunAsk")}
        description={t("playground.deleteRunWhy")}
        action={t("actions.delete")}
        busy={remove.isPending}
        onConfirm={() => removing && remove.mutate(removing.id, { onSuccess: () => setRemoving(null) })}
      />
    </Sheet>
  );
}

function RunWords({ projectId, line }: { projectId: string; line: RunLine }) {
  const t = useT();
  const nameOf = usePersonName(projectId);
  const columns = line.columns.map((column, place) => titleOf(column) || column.model || letterOf(place)).join(" · ");
  return (
    <>
      <span className="flex items-center gap-2 text-sm">
        {line.kind === "table" && <Table2 className="size-3.5 shrink-0 text-faint" aria-hidden />}
        <span className="truncate font-medium">
          {line.name || (line.kind === "table" ? t.count("playground.rows", line.rows) : columns)}
        </span>
        <span className="ml-auto shrink-0">
          <RunState line={line} />
        </span>
      </span>
      <span className="mt-0.5 block truncate text-faint text-xs">
        <Moment iso={line.created_at} form="ago" /> · {nameOf(line.created_by)}
        {(line.name || line.kind === "table") && ` · ${columns}`}
      </span>
    </>
  );
}
