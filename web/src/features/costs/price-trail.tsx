/** Who changed what about prices and costs, and when: the audit log as far as it is about them. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { History } from "lucide-react";
import { usePersonName } from "@/api/people";
import { EmptyState } from "@/components/empty-state";
import { ErrorState } from "@/components/error-state";
import { Moment } from "@/components/moment";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { useT } from "@/i18n";
import { type AuditEntry, trailQuery } from "./queries";

export function PriceTrail({ projectId }: { projectId: string }) {
  const t = useT();
  const nameOf = usePersonName(projectId);
  const trail = useInfiniteQuery(trailQuery(projectId));
  if (trail.isError) return <ErrorState error={trail.error} retry={() => trail.refetch()} />;
  if (trail.isPending) return <Skeleton className="h-40 w-full" />;
  const entries = trail.data.pages.flatMap((page) => page.data);
  if (entries.length === 0) return <EmptyState icon={History} title={t("costs.noTrail")} />;
  return (
    <>
      <ol className="divide-y divide-line rounded-lg border border-line bg-surface text-sm">
        {entries.map((entry) => (
          <li key={entry.id} className="px-4 py-2.5">
            <p className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
              <span className="font-medium">{nameOf(entry.user_id || `key:${entry.key_id}`)}</span>
              <span>{t.dynamic(`costs.did_${entry.action}`, entry.action)}</span>
              <span className="min-w-0 truncate text-soft">{subjectOf(entry)}</span>
              <Moment iso={entry.created_at} form="ago" className="ml-auto text-faint text-xs" />
            </p>
            {(entry.before || entry.after) && <BeforeAfter entry={entry} />}
          </li>
        ))}
      </ol>
      {trail.hasNextPage && (
        <Button className="mt-3" busy={trail.isFetchingNextPage} onClick={() => trail.fetchNextPage()}>
          {t("costs.more")}
        </Button>
      )}
    </>
  );
}

function BeforeAfter({ entry }: { entry: AuditEntry }) {
  const t = useT();
  return (
    <details className="mt-1 text-xs">
      <summary className="cursor-pointer text-faint">{t("costs.beforeAfter")}</summary>
      <div className="mt-2 grid gap-2 md:grid-cols-2">
        {[entry.before, entry.after].map((state, side) => (
          <pre
            key={side === 0 ? "before" : "after"}
            className="max-h-72 overflow-auto whitespace-pre-wrap break-words rounded-md bg-sunken p-2 font-mono"
          >
            {state ? JSON.stringify(state, null, 2) : "–"}
          </pre>
        ))}
      </div>
    </details>
  );
}

/** The model's name where the entry holds one, the note of a correction or a re-pricing, else the id. */
function subjectOf({ before, after, object_id }: AuditEntry): string {
  for (const state of [after, before]) {
    for (const key of ["name", "note"]) {
      const value = state?.[key];
      if (typeof value === "string" && value !== "") return value;
    }
  }
  return object_id;
}
