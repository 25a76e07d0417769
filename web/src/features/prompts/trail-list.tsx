/** Who did what to a prompt, newest first. */

import { useInfiniteQuery } from "@tanstack/react-query";
import { History } from "lucide-react";
import { usePersonName } from "@/api/people";
import { EmptyState } from "@/components/empty-state";
import { ErrorState } from "@/components/error-state";
import { LoadMore } from "@/components/load-more";
import { Moment } from "@/components/moment";
import { Skeleton } from "@/components/ui/skeleton";
import { useT } from "@/i18n";
import { LabelBadge } from "./label-badge";
import { historyQuery } from "./queries";

export function TrailList({ projectId, promptId }: { projectId: string; promptId: string }) {
  const t = useT();
  const pages = useInfiniteQuery(historyQuery(projectId, promptId));
  const nameOf = usePersonName(projectId);
  if (pages.isPending) return <Skeleton className="h-48 w-full" />;
  if (pages.isError) return <ErrorState error={pages.error} retry={() => pages.refetch()} />;
  const entries = pages.data.pages.flatMap((page) => page.data);
  if (entries.length === 0) return <EmptyState icon={History} title={t("states.empty")} />;
  return (
    <div className="max-w-4xl">
      <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
        {entries.map((entry) => (
          <li key={entry.id} className="flex flex-wrap items-center gap-x-2 gap-y-1 px-4 py-2.5 text-sm">
            <span className="font-medium">
              {t.dynamic(`prompts.action_${entry.action}`, entry.action.replaceAll(/[-_]/g, " "))}
            </span>
            {entry.label && <LabelBadge label={entry.label} />}
            <span className="tabular text-soft">
              {[entry.from_version, entry.to_version]
                .filter((version) => version !== null)
                .map((version) => `v${version}`)
                .join(" → ")}
            </span>
            <span className="ml-auto text-faint text-xs">
              {nameOf(entry.actor)} · <Moment iso={entry.created_at} form="ago" />
            </span>
            {entry.note && <p className="basis-full text-soft text-xs">{entry.note}</p>}
          </li>
        ))}
      </ul>
      <LoadMore pages={pages} className="mt-3" />
    </div>
  );
}
