/** "Where is my trace?": what became of every request that brought events into this project. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { PackageSearch } from "lucide-react";
import { useDeferredValue } from "react";
import { EmptyState } from "@/components/empty-state";
import { ErrorState } from "@/components/error-state";
import { LoadMore } from "@/components/load-more";
import { parseRefresh, RefreshControl } from "@/components/refresh-control";
import { Section } from "@/components/section";
import { useWindow } from "@/components/table/use-window";
import { TimeRangePicker } from "@/components/time-range-picker";
import { Input } from "@/components/ui/input";
import { Segmented } from "@/components/ui/segmented";
import { Skeleton } from "@/components/ui/skeleton";
import { useT } from "@/i18n";
import { parseRange, rangeText } from "@/lib/time-range";
import { KeySelect } from "./key-select";
import { type ReceiptState, receiptsQuery } from "./queries";
import { ReceiptRow } from "./receipt-row";

/** How long receipts are kept: what is looked for is found without choosing a time first. */
const RANGE = "30d";
/** Seconds: whoever looks here is waiting for something. */
const REFRESH = "10";

export interface ReceiptsSearch {
  trace?: string;
  key?: string;
  state?: ReceiptState;
  range?: string;
  /** Seconds. */
  refresh?: string;
}

interface ReceiptsPageProps {
  projectId: string;
  search: ReceiptsSearch;
  onSearch: (change: ReceiptsSearch) => void;
}

export function ReceiptsPage({ projectId, search, onSearch }: ReceiptsPageProps) {
  const t = useT();
  const range = parseRange(search.range, RANGE);
  const refresh = parseRefresh(search.refresh ?? REFRESH);
  const { from, to, renew } = useWindow(range, typeof refresh === "number" ? refresh : 0);
  const traceId = useDeferredValue((search.trace ?? "").trim());
  const receipts = useInfiniteQuery(
    receiptsQuery(projectId, { traceId, keyId: search.key ?? "", state: search.state, from, to }),
  );
  const rows = receipts.data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <Section title={t("instance.receipts")} description={t("instance.receiptsWhy")}>
      <div className="mb-3 flex flex-wrap gap-2">
        <Input
          className="min-w-56 flex-1 basis-full font-mono text-xs"
          aria-label={t("tracing.traceId")}
          placeholder={t("instance.traceIdHint")}
          value={search.trace ?? ""}
          onChange={(event) => onSearch({ trace: event.target.value || undefined })}
        />
        <Segmented
          aria-label={t("instance.state")}
          value={search.state ?? "all"}
          onValueChange={(value) => onSearch({ state: value === "all" ? undefined : (value as ReceiptState) })}
          options={[
            { value: "all", label: t("answers.all") },
            { value: "durable", label: t("instance.state_durable") },
            { value: "stored", label: t("instance.state_stored") },
            { value: "failed", label: t("instance.state_failed") },
          ]}
        />
        <KeySelect projectId={projectId} value={search.key} onChange={(key) => onSearch({ key })} />
        <TimeRangePicker value={range} onChange={(next) => onSearch({ range: rangeText(next) })} />
        <RefreshControl
          value={refresh}
          onChange={(value) => onSearch({ refresh: String(value) === REFRESH ? undefined : String(value) })}
          onRefresh={renew}
          fetching={receipts.isFetching}
        />
      </div>
      {receipts.isError && <ErrorState error={receipts.error} retry={() => receipts.refetch()} />}
      {receipts.isPending && <Skeleton className="h-40 w-full" />}
      {receipts.data && rows.length === 0 && (
        <EmptyState icon={PackageSearch} title={t("instance.noReceipts")}>
          {t("instance.noReceiptsWhy")}
        </EmptyState>
      )}
      {rows.length > 0 && (
        <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
          {rows.map((receipt) => (
            <ReceiptRow key={receipt.id} projectId={projectId} receipt={receipt} />
          ))}
        </ul>
      )}
      <LoadMore pages={receipts} className="mt-3" />
    </Section>
  );
}
