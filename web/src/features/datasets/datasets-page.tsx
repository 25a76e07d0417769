/** All datasets of a project: by folder, or flat when something is searched for. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Database, Plus } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useMay, useProject } from "@/api/me";
import { EmptyState } from "@/components/empty-state";
import { ErrorState } from "@/components/error-state";
import { FolderTable, SearchField } from "@/components/folders";
import { LoadMore } from "@/components/load-more";
import { Moment } from "@/components/moment";
import { Page } from "@/components/page";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { useT } from "@/i18n";
import { formatCompact } from "@/lib/format";
import { DatasetDialog } from "./dataset-dialog";
import { type Dataset, type DatasetsSearch, datasetsQuery } from "./queries";

interface DatasetsPageProps {
  search: DatasetsSearch;
  onChange: (search: Partial<DatasetsSearch>) => void;
  onMade: (dataset: Dataset) => void;
}

export function DatasetsPage({ search, onChange, onMade }: DatasetsPageProps) {
  const t = useT();
  const project = useProject();
  const mayWrite = useMay("datasets:write");
  const [making, setMaking] = useState(false);
  const create = mayWrite && (
    <Button variant="primary" onClick={() => setMaking(true)}>
      <Plus aria-hidden />
      {t("datasets.new")}
    </Button>
  );
  return (
    <Page title={t("datasets.datasets")} actions={create}>
      <div className="min-h-0 flex-1 overflow-y-auto px-4 py-4">
        <div className="mx-auto max-w-6xl">
          <div className="mb-3">
            <SearchField label={t("datasets.search")} value={search.q} onSearch={(q) => onChange({ q })} />
          </div>
          <DatasetList key={project.id} projectId={project.id} search={search} onChange={onChange} create={create} />
        </div>
      </div>
      {making && (
        <DatasetDialog projectId={project.id} folder={search.folder} onClose={() => setMaking(false)} onSaved={onMade} />
      )}
    </Page>
  );
}

interface DatasetListProps extends Pick<DatasetsPageProps, "search" | "onChange"> {
  projectId: string;
  create: ReactNode;
}

function DatasetList({ projectId, search, onChange, create }: DatasetListProps) {
  const t = useT();
  const pages = useInfiniteQuery(datasetsQuery(projectId, search));
  if (pages.isPending) return <Skeleton className="h-64 w-full" />;
  if (pages.isError) return <ErrorState error={pages.error} retry={() => pages.refetch()} />;
  const datasets = pages.data.pages.flatMap((page) => page.data);
  const folders = pages.data.pages.flatMap((page) => page.folders);
  return (
    <>
      <FolderTable
        folder={search.folder}
        top={t("datasets.all")}
        onOpen={(folder) => onChange({ folder })}
        flat={Boolean(search.q)}
        folders={folders.map(({ path, datasets: inside }) => ({ path, count: t.count("datasets.count", inside) }))}
        empty={
          <EmptyState icon={Database} title={t("datasets.none")} action={create}>
            {t("datasets.noneWhy")}
          </EmptyState>
        }
        headings={[
          { text: t("datasets.items"), className: "w-24 text-right max-sm:w-16" },
          { text: t("datasets.experiments"), className: "w-28 text-right max-md:hidden" },
          { text: t("datasets.lastRun"), className: "w-32 text-right max-md:hidden" },
          { text: t("datasets.changed"), className: "w-32 text-right max-sm:w-28" },
        ]}
        rows={datasets.map((dataset) => (
          <DatasetRow key={dataset.id} projectId={projectId} dataset={dataset} flat={Boolean(search.q)} />
        ))}
      />
      <LoadMore pages={pages} className="mt-3" />
    </>
  );
}

function DatasetRow({ projectId, dataset, flat }: { projectId: string; dataset: Dataset; flat: boolean }) {
  const t = useT();
  return (
    <tr className="hover:bg-hover">
      <td className="px-4 py-2.5">
        <div className="flex items-start gap-2.5">
          <Database className="mt-0.5 size-4 shrink-0 text-faint" aria-hidden />
          <div className="min-w-0 flex-1">
            <Link
              to="/projects/$projectId/datasets/$datasetId"
              params={{ projectId, datasetId: dataset.id }}
              className="block truncate font-medium hover:underline"
            >
              {flat ? dataset.name : dataset.name.split("/").at(-1)}
            </Link>
            {dataset.description && <p className="truncate text-faint text-xs">{dataset.description}</p>}
          </div>
        </div>
      </td>
      <td className="tabular px-2 py-2.5 text-right">{formatCompact(dataset.active_items, t.locale)}</td>
      <td className="tabular px-2 py-2.5 text-right max-md:hidden">{formatCompact(dataset.experiments, t.locale)}</td>
      <td className="px-2 py-2.5 text-right text-soft text-xs max-md:hidden">
        {dataset.last_run_at ? <Moment iso={dataset.last_run_at} form="ago" /> : t("answers.never")}
      </td>
      <td className="px-4 py-2.5 text-right text-soft text-xs">
        <Moment iso={dataset.updated_at} form="ago" />
      </td>
    </tr>
  );
}
