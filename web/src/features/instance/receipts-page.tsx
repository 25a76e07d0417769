/** "Where is my trace?": what became of every request that brought events into this project. */
import { useQuery } from "@tanstack/react-query";
import { PackageSearch } from "lucide-react";
import { useDeferredValue } from "react";
import { EmptyState } from "@/components/empty-state";
import { ErrorState } from "@/components/error-state";
import { Moment } from "@/components/moment";
import { Section } from "@/components/section";
import { Badge, type Tone } from "@/components/ui/badge";
import { Input } from "@/components/ui/input";
import { Segmented } from "@/components/ui/segmented";
import { Skeleton } from "@/components/ui/skeleton";
import { useT } from "@/i18n";
import { formatBytes } from "@/lib/format";
import { type ReceiptState, receiptsQuery } from "./queries";

const TONES: Record<ReceiptState, Tone> = { durable: "warning", stored: "success", failed: "danger" };

interface ReceiptsPageProps {
  projectId: string;
  traceId: string;
  state: ReceiptState | undefined;
  onChange: (change: { trace?: string; state?: ReceiptState }) => void;
}

export function ReceiptsPage({ projectId, traceId, state, onChange }: ReceiptsPageProps) {
  const t = useT();
  const receipts = useQuery(receiptsQuery(projectId, useDeferredValue(traceId.trim()), state));
  return (
    <Section title={t("instance.receipts")} description={t("instance.receiptsWhy")}>
      <div className="mb-3 flex flex-wrap gap-2">
        <Input
          className="min-w-56 flex-1 font-mono text-xs"
          aria-label={t("tracing.traceId")}
          placeholder={t("instance.traceIdHint")}
          value={traceId}
          onChange={(event) => onChange({ trace: event.target.value || undefined, state })}
        />
        <Segmented
          aria-label={t("instance.state")}
          value={state ?? "all"}
          onValueChange={(value) =>
            onChange({ trace: traceId || undefined, state: value === "all" ? undefined : (value as ReceiptState) })
          }
          options={[
            { value: "all", label: t("common.all") },
            { value: "durable", label: t("instance.state_durable") },
            { value: "stored", label: t("instance.state_stored") },
            { value: "failed", label: t("instance.state_failed") },
          ]}
        />
      </div>
      {receipts.isError && <ErrorState error={receipts.error} retry={() => receipts.refetch()} />}
      {receipts.isPending && <Skeleton className="h-40 w-full" />}
      {receipts.data?.data.length === 0 && (
        <EmptyState icon={PackageSearch} title={t("instance.noReceipts")}>
          {t("instance.noReceiptsWhy")}
        </EmptyState>
      )}
      {receipts.data && receipts.data.data.length > 0 && (
        <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
          {receipts.data.data.map((receipt) => (
            <li key={receipt.id} className="px-4 py-2.5">
              <div className="flex flex-wrap items-center gap-x-4 gap-y-1 text-sm">
                <Badge tone={TONES[receipt.state]}>{t(`instance.state_${receipt.state}`)}</Badge>
                <Moment iso={receipt.received_at} milliseconds className="tabular text-soft text-xs" />
                <span className="tabular">{t.count("instance.accepted", receipt.accepted)}</span>
                {receipt.rejected > 0 && (
                  <span className="tabular text-danger-text">{t.count("instance.rejected", receipt.rejected)}</span>
                )}
                <span className="ml-auto text-faint text-xs">
                  {[
                    receipt.kind,
                    receipt.sdk_name && `${receipt.sdk_name} ${receipt.sdk_version}`,
                    formatBytes(receipt.body_bytes),
                  ]
                    .filter(Boolean)
                    .join(" · ")}
                </span>
              </div>
              {receipt.reasons.map((reason, index) => (
                <p key={index} className="mt-1 break-words text-danger-text text-xs">
                  {reason}
                </p>
              ))}
              <p className="mt-1 truncate font-mono text-2xs text-faint" title={receipt.trace_ids.join(", ")}>
                {receipt.trace_ids.join(", ")}
              </p>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
