/** One dataset: its items, experiments, versions and imports. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ArrowLeft, Copy, Download, MoreHorizontal, Pencil, Trash2, Upload } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useMay } from "@/api/me";
import { ErrorState } from "@/components/error-state";
import { Page } from "@/components/page";
import { PageSkeleton } from "@/components/page-skeleton";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Menu, MenuContent, MenuItem, MenuLabel, MenuSeparator, MenuTrigger } from "@/components/ui/menu";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "@/components/ui/tabs";
import { useT } from "@/i18n";
import { DATASET_TABS, type DatasetSearch, type DatasetTab } from "./address";
import { DatasetDialog } from "./dataset-dialog";
import { DuplicateDialog } from "./duplicate-dialog";
import { ImportDialog } from "./import-dialog";
import { ImportsTab } from "./imports-tab";
import { ItemsTab } from "./items-tab";
import { type Dataset, datasetQuery, exportHref, useDeleteDataset } from "./queries";
import { VersionsTab } from "./versions-tab";

interface DatasetPageProps {
  projectId: string;
  datasetId: string;
  search: DatasetSearch;
  onChange: (search: Partial<DatasetSearch>) => void;
  onOpen: (dataset: Dataset) => void;
  onGone: () => void;
  /** The experiments that ran over it: another feature's component. */
  experiments: ReactNode;
  /** Starts a new experiment over it. */
  run: ReactNode;
  /** Asks a team's own application to run one. */
  trigger: ReactNode;
}

export function DatasetPage(props: DatasetPageProps) {
  const t = useT();
  const { projectId, datasetId, search, onChange } = props;
  const found = useQuery(datasetQuery(projectId, datasetId));
  const [importing, setImporting] = useState(false);
  const mayWrite = useMay("datasets:write");
  if (found.isPending) return <PageSkeleton />;
  if (found.isError) return <ErrorState error={found.error} retry={() => found.refetch()} />;
  const dataset = found.data;
  const tab = search.tab ?? "items";
  const back = (
    <Button asChild variant="ghost" size="icon-sm">
      <Link to="/projects/$projectId/datasets" params={{ projectId }} aria-label={t("datasets.all")}>
        <ArrowLeft aria-hidden />
      </Link>
    </Button>
  );
  const actions = (
    <>
      {mayWrite && (
        <Button onClick={() => setImporting(true)}>
          <Upload aria-hidden />
          {t("datasets.import")}
        </Button>
      )}
      {props.run}
      <MoreMenu {...props} dataset={dataset} at={search.at} />
    </>
  );
  return (
    <Page title={dataset.name} before={back} actions={actions}>
      <Tabs
        value={tab}
        onValueChange={(next) => onChange({ tab: next as DatasetTab, item: undefined })}
        className="flex min-h-0 flex-1 flex-col"
      >
        <TabsList className="overflow-x-auto px-4">
          {DATASET_TABS.map((name) => (
            <TabsTrigger key={name} value={name} className="whitespace-nowrap">
              {t(`datasets.tab_${name}`)}
            </TabsTrigger>
          ))}
        </TabsList>
        <TabsContent value={tab} className="flex min-h-0 flex-1 flex-col">
          {dataset.description && tab === "items" && (
            <p className="border-line border-b px-4 py-2 text-soft text-sm">{dataset.description}</p>
          )}
          {tab === "items" && <ItemsTab projectId={projectId} datasetId={datasetId} search={search} onChange={onChange} />}
          {tab === "experiments" && <div className="min-h-0 flex-1 overflow-y-auto p-4">{props.experiments}</div>}
          {tab === "versions" && (
            <VersionsTab projectId={projectId} datasetId={datasetId} onRead={(at) => onChange({ at, tab: undefined })} />
          )}
          {tab === "imports" && <ImportsTab projectId={projectId} datasetId={datasetId} />}
          {tab === "trigger" && (
            <div className="min-h-0 flex-1 overflow-y-auto p-4">
              <div className="mx-auto max-w-3xl">{props.trigger}</div>
            </div>
          )}
        </TabsContent>
      </Tabs>
      {importing && (
        <ImportDialog
          projectId={projectId}
          datasetId={datasetId}
          onClose={() => setImporting(false)}
          onStarted={() => onChange({ tab: "imports" })}
        />
      )}
    </Page>
  );
}

function MoreMenu({ projectId, datasetId, dataset, at, onOpen, onGone }: DatasetPageProps & { dataset: Dataset; at?: string }) {
  const t = useT();
  const mayWrite = useMay("datasets:write");
  const remove = useDeleteDataset(projectId, datasetId);
  const [asked, setAsked] = useState<"edit" | "duplicate" | "delete" | null>(null);
  const close = () => setAsked(null);
  return (
    <>
      <Menu>
        <MenuTrigger asChild>
          <Button variant="ghost" size="icon" aria-label={t("actions.more")}>
            <MoreHorizontal aria-hidden />
          </Button>
        </MenuTrigger>
        <MenuContent align="end">
          <MenuLabel>{t("datasets.export")}</MenuLabel>
          {(["csv", "jsonl", "parquet"] as const).map((format) => (
            <MenuItem key={format} asChild>
              <a href={exportHref(projectId, datasetId, format, at)} download>
                <Download aria-hidden />
                {format.toUpperCase()}
              </a>
            </MenuItem>
          ))}
          {mayWrite && (
            <>
              <MenuSeparator />
              <MenuItem onSelect={() => setAsked("edit")}>
                <Pencil aria-hidden />
                {t("datasets.edit")}
              </MenuItem>
              <MenuItem onSelect={() => setAsked("duplicate")}>
                <Copy aria-hidden />
                {t("datasets.duplicate")}
              </MenuItem>
              <MenuItem danger onSelect={() => setAsked("delete")}>
                <Trash2 aria-hidden />
                {t("actions.delete")}
              </MenuItem>
            </>
          )}
        </MenuContent>
      </Menu>
      {asked === "edit" && <DatasetDialog projectId={projectId} dataset={dataset} onClose={close} />}
      {asked === "duplicate" && <DuplicateDialog projectId={projectId} dataset={dataset} onClose={close} onMade={onOpen} />}
      <Confirm
        open={asked === "delete"}
        onOpenChange={(open) => !open && close()}
        title={t("datasets.deleteAsk", { name: dataset.name })}
        description={t("datasets.deleteWhy")}
        action={t("actions.delete")}
        word={dataset.name}
        busy={remove.isPending}
        onConfirm={() => remove.mutate(undefined, { onSuccess: onGone })}
      />
    </>
  );
}
