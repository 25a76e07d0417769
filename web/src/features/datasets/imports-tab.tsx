/** What was imported into a dataset: progress while it runs, what became of every row, and taking it back. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Upload } from "lucide-react";
import { useEffect } from "react";
import { useMay } from "@/api/me";
import { EmptyState } from "@/components/empty-state";
import { ErrorState } from "@/components/error-state";
import { Moment } from "@/components/moment";
import { Badge, type Tone } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Progress } from "@/components/ui/progress";
import { Skeleton } from "@/components/ui/skeleton";
import { useT } from "@/i18n";
import { type ImportRecord, importsQuery, isRunning, POLL_MS, useEndImport } from "./queries";

const TONES: Record<string, Tone> = { succeeded: "success", failed: "danger", cancelled: "warning", undone: "neutral" };

export function ImportsTab({ projectId, datasetId }: { projectId: string; datasetId: string }) {
  const t = useT();
  const imports = useQuery({
    ...importsQuery(projectId, datasetId),
    refetchInterval: (query) => (query.state.data?.some(isRunning) ? POLL_MS : false),
  });
  const client = useQueryClient();
  const imported = imports.data?.reduce((sum, one) => sum + one.imported, 0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows that arrived are what makes the lists of items stale
  useEffect(() => {
    void client.invalidateQueries({ queryKey: ["project", projectId, "datasets", datasetId, "items"] });
  }, [imported]);
  if (imports.isPending) return <Skeleton className="m-4 h-48" />;
  if (imports.isError) return <ErrorState error={imports.error} retry={() => imports.refetch()} />;
  if (imports.data.length === 0) return <EmptyState icon={Upload} title={t("datasets.noImports")} />;
  return (
    <div className="min-h-0 flex-1 overflow-y-auto p-4">
      <ol className="flex max-w-4xl flex-col gap-3">
        {imports.data.map((one) => (
          <ImportCard key={one.id} projectId={projectId} datasetId={datasetId} one={one} />
        ))}
      </ol>
    </div>
  );
}

function ImportCard({ projectId, datasetId, one }: { projectId: string; datasetId: string; one: ImportRecord }) {
  const t = useT();
  const mayWrite = useMay("datasets:write");
  const end = useEndImport(projectId, datasetId);
  const running = isRunning(one);
  const done = one.imported + one.unchanged + one.rejected;
  return (
    <li className="rounded-lg border border-line bg-surface p-4">
      <div className="flex flex-wrap items-center gap-2 text-sm">
        <span className="min-w-0 truncate font-medium">
          {one.from_file ?? (one.from_filter || t("datasets.allObservations"))}
        </span>
        <Badge tone={TONES[one.state] ?? "accent"}>{t.dynamic(`datasets.import_${one.state}`, one.state)}</Badge>
        <span className="text-faint text-xs">
          <Moment iso={one.created_at} form="ago" />
        </span>
        {mayWrite && running && (
          <Button size="sm" className="ml-auto" onClick={() => end.mutate({ id: one.id, how: "stop" })}>
            {t("datasets.stop")}
          </Button>
        )}
        {mayWrite && !running && one.imported > 0 && one.state !== "undone" && (
          <Button size="sm" className="ml-auto" busy={end.isPending} onClick={() => end.mutate({ id: one.id, how: "undo" })}>
            {t("datasets.undoImport")}
          </Button>
        )}
      </div>
      {running && <Progress className="mt-3" label={t("datasets.import")} value={one.rows > 0 ? done / one.rows : null} />}
      <p className="tabular mt-2 text-soft text-xs">
        {t("datasets.importCounts", {
          imported: String(one.imported),
          unchanged: String(one.unchanged),
          rejected: String(one.rejected),
        })}
      </p>
      {one.error && <p className="mt-1 text-danger-text text-xs">{one.error}</p>}
      {one.errors.length > 0 && (
        <details className="mt-2 text-xs">
          <summary className="cursor-default text-warning-text">{t("datasets.rejectedRows")}</summary>
          <ul className="mt-1 max-h-60 overflow-y-auto rounded-md bg-sunken p-2">
            {one.errors.map((error) => (
              <li key={`${error.row} ${error.message}`} className="break-words">
                <span className="tabular text-faint">{error.row}</span> {error.message}
              </li>
            ))}
          </ul>
        </details>
      )}
    </li>
  );
}
