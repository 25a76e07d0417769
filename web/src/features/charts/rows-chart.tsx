/** The rows that the filter finds as a chart, with the numbers of it as a table beneath. */
import { useQuery } from "@tanstack/react-query";
import { ChartColumn } from "lucide-react";
import { EmptyState } from "@/components/empty-state";
import { ErrorState } from "@/components/error-state";
import { addTerm } from "@/components/filter/edit";
import { quote } from "@/components/filter/lex";
import { Skeleton } from "@/components/ui/skeleton";
import { useT } from "@/i18n";
import { formatCompact, formatCost, formatDuration, formatNumber } from "@/lib/format";
import { useZone } from "@/lib/zone";
import { ChartControls } from "./chart-controls";
import { addsUp, isOverTime, type Metric, readLook, type Subject, writeLook } from "./look";
import { NumbersTable } from "./numbers-table";
import { type ChartRequest, chartQuery } from "./queries";
import { timeline } from "./series";
import { Numbers, Pie, Ranked } from "./share-chart";
import { TimeChart } from "./time-chart";

interface RowsChartProps {
  subject: Subject;
  request: ChartRequest;
  look: string;
  onLook: (look: string) => void;
  onFilter: (filter: string) => void;
}

export function RowsChart({ subject, request, look: text, onLook, onFilter }: RowsChartProps) {
  const t = useT();
  const zone = useZone();
  const look = readLook(text, subject);
  const query = useQuery(chartQuery(subject, request, look, zone));
  const chart = query.data;
  const say = (value: number | null) => sayValue(look.metric, value, t.locale);
  const nameOf = (key: string) => key || t(look.by ? "charts.without" : `charts.all_${subject}`);
  const stacked = addsUp(look);
  const label = t("charts.label");
  const data =
    chart &&
    timeline(
      chart.points,
      chart.groups.map((group) => group.key),
      { from: request.from, to: request.to, stepSeconds: chart.bucket_seconds },
      stacked,
    );
  const shared = chart && { groups: chart.groups, say, nameOf };
  return (
    <section aria-label={label} className="min-h-0 flex-1 overflow-y-auto bg-surface p-4">
      <ChartControls subject={subject} look={look} onChange={(change) => onLook(writeLook({ ...look, ...change }))} />
      {query.error && !chart ? (
        <ErrorState error={query.error} retry={() => query.refetch()} />
      ) : !chart || !data || !shared ? (
        <Skeleton className="h-60 w-full" />
      ) : chart.groups.length === 0 ? (
        <EmptyState icon={ChartColumn} title={t("charts.nothing")}>
          {t("charts.nothingWhy")}
        </EmptyState>
      ) : (
        <div className={query.isPlaceholderData ? "opacity-60" : undefined}>
          {isOverTime(look.kind) && <TimeChart {...{ label, kind: look.kind, data, stacked, say, nameOf }} />}
          {look.kind === "ranked" && <Ranked {...shared} />}
          {look.kind === "pie" && <Pie label={label} {...shared} />}
          {look.kind === "number" && <Numbers {...shared} />}
          <NumbersTable
            chart={chart}
            look={look}
            say={say}
            nameOf={nameOf}
            onChoose={(key) => onFilter(addTerm(request.filter, key ? `${look.by}:${quote(key)}` : `-has:${look.by}`))}
          />
        </div>
      )}
    </section>
  );
}

function sayValue(metric: Metric, value: number | null, locale: string): string {
  if (metric === "latency") return formatDuration(value === null ? null : value * 1000);
  if (metric === "cost") return formatCost(value, locale);
  return metric === "tokens" ? formatCompact(value, locale) : formatNumber(value, locale, 1);
}
