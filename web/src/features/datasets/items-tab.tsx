/** The items of a dataset, now or as they stood, with words to search for and one change for many. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { Archive, ArchiveRestore, Database, ExternalLink, SearchX, Tag, Trash2, X } from "lucide-react";
import { useMemo, useState } from "react";
import { useMay } from "@/api/me";
import { EmptyState } from "@/components/empty-state";
import { ErrorState } from "@/components/error-state";
import { Moment } from "@/components/moment";
import { SidePanel } from "@/components/side-panel";
import { ChoosableCards, ChooseCardsButton } from "@/components/table/choose-cards";
import { ChosenBar } from "@/components/table/chosen-bar";
import { EMPTY_LAYOUT, type TableColumn } from "@/components/table/columns";
import { DataTable } from "@/components/table/data-table";
import { useChoosing } from "@/components/table/use-choosing";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { useT } from "@/i18n";
import { usePhone } from "@/lib/media";
import { useStored } from "@/lib/storage";
import type { DatasetSearch } from "./address";
import { ItemPanel } from "./item-panel";
import { NewItemButton } from "./new-item-button";
import { type BulkAction, type DatasetItem, itemsQuery, useBulkChange } from "./queries";
import { oneLine } from "./values";

interface ItemsTabProps {
  projectId: string;
  datasetId: string;
  search: DatasetSearch;
  onChange: (search: Partial<DatasetSearch>) => void;
}

const STATUSES = ["ACTIVE", "ARCHIVED", "ANY"] as const;
const NEW = "new";

export function ItemsTab({ projectId, datasetId, search, onChange }: ItemsTabProps) {
  const t = useT();
  const mayWrite = useMay("datasets:write") && !search.at;
  const { q, tag, status, at } = search;
  const pages = useInfiniteQuery(itemsQuery(projectId, datasetId, { q, tag, status, at }));
  const [layout, setLayout] = useStored("table.dataset-items", { ...EMPTY_LAYOUT, height: "m" as const });
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const { choosing, choose } = useChoosing(setSelected);
  const columns = useColumns(projectId, (next) => onChange({ tag: next }));
  const rows = pages.data?.pages.flatMap((page) => page.data) ?? [];
  const open = rows.find((row) => row.id === search.item);
  const phone = usePhone();
  const shared = {
    label: t("datasets.items"),
    rows,
    rowId: (row: DatasetItem) => row.id,
    onOpen: (row: DatasetItem) => onChange({ item: row.id }),
    loading: pages.isPending,
    hasMore: pages.hasNextPage,
    onMore: () => !pages.isFetchingNextPage && void pages.fetchNextPage(),
    empty: <NoItems narrowed={Boolean(q || tag || status)} />,
    selected: mayWrite ? selected : undefined,
    onSelect: mayWrite ? setSelected : undefined,
  };
  return (
    <div className="flex min-h-0 flex-1">
      <div className="relative flex min-w-0 flex-1 flex-col">
        <div className="flex flex-wrap items-center gap-2 px-4 py-2">
          <Input
            type="search"
            className="max-w-72"
            aria-label={t("datasets.searchItems")}
            placeholder={t("datasets.searchItems")}
            defaultValue={q}
            key={q}
            onKeyDown={(event) => event.key === "Enter" && onChange({ q: event.currentTarget.value || undefined })}
            onBlur={(event) => event.currentTarget.value !== (q ?? "") && onChange({ q: event.currentTarget.value || undefined })}
          />
          <Select
            aria-label={t("datasets.status")}
            value={status ?? "ACTIVE"}
            onValueChange={(next) => onChange({ status: next === "ACTIVE" ? undefined : next })}
            options={STATUSES.map((value) => ({ value, label: t(`datasets.status_${value}`) }))}
          />
          {tag && (
            <Button size="sm" onClick={() => onChange({ tag: undefined })}>
              {tag}
              <X aria-label={t("actions.remove")} />
            </Button>
          )}
          {at && (
            <Button size="sm" onClick={() => onChange({ at: undefined })}>
              {t("datasets.asOf")} <Moment iso={at} />
              <X aria-label={t("datasets.backToNow")} />
            </Button>
          )}
          <span className="ml-auto text-faint text-xs">{t.count("datasets.itemCount", pages.data?.pages[0]?.total ?? 0)}</span>
          {mayWrite && phone && <ChooseCardsButton active={choosing} onChange={choose} />}
          {mayWrite && <NewItemButton onClick={() => onChange({ item: NEW })} />}
        </div>
        {pages.isError ? (
          <ErrorState error={pages.error} retry={() => pages.refetch()} />
        ) : phone ? (
          <ChoosableCards {...shared} card={(row) => <ItemLines item={row} />} choosing={choosing} onEnd={() => choose(false)} />
        ) : (
          <DataTable
            {...shared}
            columns={columns}
            layout={layout}
            onLayoutChange={(next) => setLayout({ ...next, height: "m" })}
            openId={search.item}
          />
        )}
        {selected.size > 0 && (
          <ItemBulkBar
            projectId={projectId}
            datasetId={datasetId}
            ids={[...selected]}
            archived={status === "ARCHIVED"}
            onDone={() => setSelected(new Set())}
          />
        )}
      </div>
      <SidePanel
        open={search.item === NEW || open !== undefined}
        onClose={() => onChange({ item: undefined })}
        name="dataset-item"
        title={search.item === NEW ? t("datasets.newItem") : t("datasets.item")}
      >
        <ItemPanel
          key={search.item}
          projectId={projectId}
          datasetId={datasetId}
          item={open}
          readOnly={!mayWrite}
          onClose={() => onChange({ item: undefined })}
        />
      </SidePanel>
    </div>
  );
}

function NoItems({ narrowed }: { narrowed: boolean }) {
  const t = useT();
  if (narrowed) return <EmptyState icon={SearchX} title={t("states.noMatches")} />;
  return (
    <EmptyState icon={Database} title={t("datasets.noItems")}>
      {t("datasets.noItemsWhy")}
    </EmptyState>
  );
}

/** An item as a phone lists it. */
function ItemLines({ item }: { item: DatasetItem }) {
  const t = useT();
  return (
    <span className="flex flex-col gap-0.5 text-sm">
      <span className="truncate font-medium">{oneLine(item.input) || "–"}</span>
      <span className="truncate text-soft">
        <span className="text-faint">{t("datasets.expected")}:</span> {oneLine(item.expected_output) || "–"}
      </span>
      <span className="flex items-center gap-1.5 overflow-hidden text-faint text-xs">
        <Moment iso={item.changed_at} form="ago" />
        {item.tags.map((tag) => (
          <Badge key={tag}>{tag}</Badge>
        ))}
      </span>
    </span>
  );
}

function useColumns(projectId: string, onTag: (tag: string) => void): TableColumn<DatasetItem>[] {
  const t = useT();
  // biome-ignore lint/correctness/useExhaustiveDependencies: onTag only navigates
  return useMemo(() => {
    const value = (id: "input" | "expected_output" | "metadata", header: string, width: number, hidden = false) => ({
      id,
      header,
      width,
      hidden,
      fixed: id === "input",
      cell: (row: DatasetItem) => <span className="line-clamp-2 whitespace-normal break-words">{oneLine(row[id]) || "–"}</span>,
    });
    return [
      value("input", t("datasets.input"), 420),
      value("expected_output", t("datasets.expected"), 320),
      value("metadata", t("datasets.metadata"), 220, true),
      {
        id: "tags",
        header: t("datasets.tags"),
        width: 160,
        cell: (row) => (
          <span className="flex flex-wrap gap-1">
            {row.tags.map((tag) => (
              <button key={tag} type="button" onClick={() => onTag(tag)}>
                <Badge>{tag}</Badge>
              </button>
            ))}
          </span>
        ),
      },
      {
        id: "source",
        header: t("datasets.source"),
        width: 90,
        cell: (row) =>
          row.source_trace_id && (
            <a
              className="inline-flex items-center gap-1 text-accent-text hover:underline"
              href={`/projects/${projectId}/traces/${encodeURIComponent(row.source_trace_id)}${row.source_observation_id ? `?step=${encodeURIComponent(row.source_observation_id)}` : ""}`}
            >
              {t("datasets.trace")}
              <ExternalLink className="size-3" aria-hidden />
            </a>
          ),
      },
      { id: "changed", header: t("datasets.changed"), width: 130, cell: (row) => <Moment iso={row.changed_at} form="ago" /> },
      { id: "id", header: "ID", width: 160, hidden: true, cell: (row) => <span className="font-mono text-xs">{row.id}</span> },
    ];
  }, [t, projectId]);
}

interface BulkBarProps {
  projectId: string;
  datasetId: string;
  ids: string[];
  archived: boolean;
  onDone: () => void;
}

function ItemBulkBar({ projectId, datasetId, ids, archived, onDone }: BulkBarProps) {
  const t = useT();
  const bulk = useBulkChange(projectId, datasetId);
  const [tag, setTag] = useState("");
  const act = (action: BulkAction) => bulk.mutate({ item_ids: ids, action, tag }, { onSuccess: onDone });
  return (
    <ChosenBar label={t("datasets.bulk")} count={ids.length} onClear={onDone}>
      <Input
        className="h-7 w-28 max-md:h-11"
        placeholder={t("datasets.tag")}
        aria-label={t("datasets.tag")}
        value={tag}
        onChange={(event) => setTag(event.target.value)}
      />
      <Button variant="ghost" size="sm" disabled={!tag.trim()} onClick={() => act("add_tag")}>
        <Tag aria-hidden />
        {t("actions.add")}
      </Button>
      <Button variant="ghost" size="sm" onClick={() => act(archived ? "activate" : "archive")}>
        {archived ? <ArchiveRestore aria-hidden /> : <Archive aria-hidden />}
        {archived ? t("datasets.activate") : t("datasets.archive")}
      </Button>
      <Button variant="ghost" size="sm" className="text-danger-text" onClick={() => act("delete")}>
        <Trash2 aria-hidden />
        {t("actions.delete")}
      </Button>
    </ChosenBar>
  );
}
