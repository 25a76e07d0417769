/** Experiments in a table, with plain means of their scores; two or more can be chosen to compare. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { ArrowDown, ArrowUp, FlaskConical, GitCompareArrows, SearchX } from "lucide-react";
import { useState } from "react";
import { EmptyState } from "@/components/empty-state";
import { ErrorState } from "@/components/error-state";
import { LoadMore } from "@/components/load-more";
import { Moment } from "@/components/moment";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Skeleton } from "@/components/ui/skeleton";
import { useT } from "@/i18n";
import "@/i18n/late/experiments";
import { cn } from "@/lib/cn";
import { formatCost, formatNumber } from "@/lib/format";
import { type Experiment, experimentsQuery } from "./queries";

const MOST_SCORES = 4;

interface ExperimentListProps {
  projectId: string;
  q?: string;
  datasetId?: string;
  /** As the server takes it; empty: the latest activity first. */
  order?: string;
  onOrder: (order: string | undefined) => void;
}

export function ExperimentList({ projectId, q, datasetId, order, onOrder }: ExperimentListProps) {
  const t = useT();
  const navigate = useNavigate();
  const pages = useInfiniteQuery(experimentsQuery(projectId, { q, datasetId, order }));
  const [chosen, setChosen] = useState<string[]>([]);
  if (pages.isPending) return <Skeleton className="h-64 w-full" />;
  if (pages.isError) return <ErrorState error={pages.error} retry={() => pages.refetch()} />;
  const rows = pages.data.pages.flatMap((page) => page.data);
  if (rows.length === 0 && q) return <EmptyState icon={SearchX} title={t("states.noMatches")} />;
  if (rows.length === 0) {
    return (
      <EmptyState icon={FlaskConical} title={t("experiments.none")}>
        {t("experiments.noneWhy")}
      </EmptyState>
    );
  }
  const toggle = (id: string) =>
    setChosen((before) => (before.includes(id) ? before.filter((one) => one !== id) : [...before, id]));
  const compare = () => {
    // The oldest of the chosen is the baseline: what came later is compared with what was there.
    const order = rows.filter((row) => chosen.includes(row.id)).sort((a, b) => a.start_time.localeCompare(b.start_time));
    const [baseline, ...others] = order.map((row) => row.id);
    if (baseline) {
      void navigate({
        to: "/projects/$projectId/experiments/compare",
        params: { projectId },
        search: { baseline, with: others.join(",") },
      });
    }
  };
  return (
    <div>
      <div className="mb-2 flex min-h-8 items-center gap-2">
        <span className="text-faint text-xs">{t("experiments.chooseHint")}</span>
        <Button className="ml-auto" disabled={chosen.length < 2} onClick={compare}>
          <GitCompareArrows aria-hidden />
          {t("experiments.compare")}
        </Button>
      </div>
      <div className="overflow-hidden rounded-lg border border-line bg-surface">
        <table className="w-full table-fixed text-left text-sm">
          <thead className="border-line border-b bg-sunken text-faint text-xs">
            <tr>
              <th className="w-10 px-3 py-2" />
              <Sorted by="name" start order={order} onOrder={onOrder} className="px-2" label={t("fields.name")} />
              <th className="w-40 px-2 py-2 font-medium max-lg:hidden">{t("experiments.prompt")}</th>
              {!datasetId && <th className="w-40 px-2 py-2 font-medium max-lg:hidden">{t("experiments.dataset")}</th>}
              <Sorted by="items" order={order} onOrder={onOrder} className="w-20 max-md:hidden" label={t("experiments.items")} />
              <Sorted
                by="errors"
                order={order}
                onOrder={onOrder}
                className="w-20 max-md:hidden"
                label={t("experiments.errors")}
              />
              <th className="w-52 px-2 py-2 font-medium max-md:hidden">{t("experiments.scores")}</th>
              <Sorted
                by="cost_usd"
                order={order}
                onOrder={onOrder}
                className="w-24 max-md:hidden"
                label={t("experiments.cost")}
              />
              <Sorted
                by="end_time"
                order={order ?? "-end_time"}
                onOrder={(next) => onOrder(next === "-end_time" ? undefined : next)}
                className="w-28 pr-4 max-sm:w-24 max-sm:pr-2"
                label={t("experiments.when")}
              />
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {rows.map((row) => (
              <ExperimentLine
                key={row.id}
                projectId={projectId}
                row={row}
                withDataset={!datasetId}
                chosen={chosen.includes(row.id)}
                onToggle={() => toggle(row.id)}
              />
            ))}
          </tbody>
        </table>
      </div>
      <LoadMore pages={pages} className="mt-3" />
    </div>
  );
}

interface SortedProps {
  by: string;
  label: string;
  /** Text begins at the left and is sorted from A first, numbers stand right and the largest come first. */
  start?: boolean;
  order: string | undefined;
  onOrder: (order: string | undefined) => void;
  className?: string;
}

const DIRECTIONS = { [-1]: "descending", 0: "none", 1: "ascending" } as const;

function Sorted({ by, label, start, order, onOrder, className }: SortedProps) {
  const direction = order === by ? 1 : order === `-${by}` ? -1 : 0;
  const first = start ? by : `-${by}`;
  const second = start ? `-${by}` : by;
  const next = order === first ? second : order === second ? undefined : first;
  return (
    <th className={cn("px-2 py-2 font-medium", !start && "text-right", className)} aria-sort={DIRECTIONS[direction]}>
      <button type="button" className="inline-flex items-center gap-1 hover:text-ink" onClick={() => onOrder(next)}>
        {label}
        {direction !== 0 &&
          (direction > 0 ? <ArrowUp className="size-3" aria-hidden /> : <ArrowDown className="size-3" aria-hidden />)}
      </button>
    </th>
  );
}

interface ExperimentLineProps {
  projectId: string;
  row: Experiment;
  withDataset: boolean;
  chosen: boolean;
  onToggle: () => void;
}

function ExperimentLine({ projectId, row, withDataset, chosen, onToggle }: ExperimentLineProps) {
  const t = useT();
  const means = Object.entries(row.score_means)
    .slice(0, MOST_SCORES)
    .map(([name, mean]) => (
      <span key={name}>
        <span className="text-faint">{name}</span> <span className="tabular">{formatNumber(mean, t.locale, 3)}</span>
      </span>
    ));
  return (
    <tr className="hover:bg-hover">
      <td className="px-3 py-2.5">
        <Checkbox checked={chosen} onCheckedChange={onToggle} aria-label={t("experiments.choose", { name: row.name })} />
      </td>
      <td className="px-2 py-2.5">
        <Link
          to="/projects/$projectId/experiments/$experimentId"
          params={{ projectId, experimentId: row.id }}
          className="block truncate font-medium hover:underline"
        >
          {row.name}
        </Link>
        {row.description && <p className="truncate text-faint text-xs">{row.description}</p>}
        <p className="mt-0.5 flex flex-wrap gap-x-3 text-xs md:hidden">
          <span className="tabular text-faint">{t.count("experiments.itemCount", row.items)}</span>
          {row.errors > 0 && (
            <span className="tabular text-danger-text">{t("experiments.failedCount", { count: String(row.errors) })}</span>
          )}
          {means}
          <span className="tabular text-faint">{formatCost(row.cost_usd, t.locale)}</span>
        </p>
      </td>
      <td className="px-2 py-2.5 text-soft text-xs max-lg:hidden">
        {row.prompts.map((one) => (
          <span key={`${one.name} ${one.version}`} className="block truncate">
            {one.name} <span className="tabular text-faint">v{one.version}</span>
          </span>
        ))}
      </td>
      {withDataset && (
        <td className="px-2 py-2.5 text-soft max-lg:hidden">
          <span className="block truncate">{row.dataset_name ?? "–"}</span>
          {row.dataset_version && (
            <span className="block truncate text-faint text-xs" title={t("experiments.datasetVersion")}>
              <Moment iso={row.dataset_version} />
            </span>
          )}
        </td>
      )}
      <td className="tabular px-2 py-2.5 text-right max-md:hidden">{row.items}</td>
      <td className={cn("tabular px-2 py-2.5 text-right max-md:hidden", row.errors > 0 ? "text-danger-text" : "text-faint")}>
        {row.errors}
      </td>
      <td className="px-2 py-2.5 max-md:hidden">
        <span className="flex flex-wrap gap-x-3 gap-y-0.5 text-xs">{means}</span>
      </td>
      <td className="tabular px-2 py-2.5 text-right max-md:hidden">{formatCost(row.cost_usd, t.locale)}</td>
      <td className="px-4 py-2.5 text-right text-soft text-xs max-sm:px-2">
        <Moment iso={row.end_time} form="ago" />
      </td>
    </tr>
  );
}
