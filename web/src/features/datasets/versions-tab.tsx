/** The moments at which a dataset changed; each can be read, exported and run again. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { History } from "lucide-react";
import { usePersonName } from "@/api/people";
import { EmptyState } from "@/components/empty-state";
import { ErrorState } from "@/components/error-state";
import { LoadMore } from "@/components/load-more";
import { Moment } from "@/components/moment";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { useT } from "@/i18n";
import { versionsQuery } from "./queries";

interface VersionsTabProps {
  projectId: string;
  datasetId: string;
  onRead: (at: string) => void;
}

export function VersionsTab({ projectId, datasetId, onRead }: VersionsTabProps) {
  const t = useT();
  const pages = useInfiniteQuery(versionsQuery(projectId, datasetId));
  const nameOf = usePersonName(projectId);
  if (pages.isPending) return <Skeleton className="m-4 h-48" />;
  if (pages.isError) return <ErrorState error={pages.error} retry={() => pages.refetch()} />;
  const versions = pages.data.pages.flatMap((page) => page.data);
  if (versions.length === 0) return <EmptyState icon={History} title={t("states.empty")} />;
  return (
    <div className="min-h-0 flex-1 overflow-y-auto p-4">
      <ol className="max-w-4xl divide-y divide-line rounded-lg border border-line bg-surface">
        {versions.map((version) => (
          <li key={version.at} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5 text-sm">
            <Moment iso={version.at} />
            <span className="tabular flex gap-2 text-xs">
              {version.added > 0 && <span className="text-success-text">+{version.added}</span>}
              {version.changed > 0 && <span className="text-warning-text">~{version.changed}</span>}
              {version.deleted > 0 && <span className="text-danger-text">−{version.deleted}</span>}
            </span>
            <span className="text-faint text-xs">{nameOf(version.changed_by)}</span>
            <Button size="sm" className="ml-auto" onClick={() => onRead(version.at)}>
              {t("datasets.readVersion")}
            </Button>
          </li>
        ))}
      </ol>
      <LoadMore pages={pages} className="mt-3" />
    </div>
  );
}
