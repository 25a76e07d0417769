/** Re-pricing: choose a period, see what would change, start, watch. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ErrorState } from "@/components/error-state";
import { Moment } from "@/components/moment";
import { Section } from "@/components/section";
import { TimeRangePicker } from "@/components/time-range-picker";
import { Badge, type Tone } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Progress } from "@/components/ui/progress";
import { useT } from "@/i18n";
import { formatCost, formatNumber } from "@/lib/format";
import { parseRange, resolveRange } from "@/lib/time-range";
import {
  type Repricing,
  type RepricingPreview,
  type RepricingScope,
  repricingsQuery,
  useCancelRun,
  usePreview,
  useReprice,
} from "./queries";

export function RepricePanel({ projectId }: { projectId: string }) {
  const t = useT();
  const preview = usePreview(projectId);
  const reprice = useReprice(projectId);
  const [range, setRange] = useState(() => parseRange("30d"));
  const [model, setModel] = useState("");
  const [note, setNote] = useState("");
  const [asked, setAsked] = useState<RepricingScope | null>(null);
  const forget = () => {
    setAsked(null);
    preview.reset();
  };
  const ask = () => {
    const { from, to } = resolveRange(range, new Date());
    const scope = { from_time: from, to_time: to, models: model.trim() ? [model.trim()] : [] };
    setAsked(scope);
    preview.mutate(scope);
  };
  return (
    <>
      <p className="mb-3 text-pretty text-soft text-sm">{t("costs.repriceWhy")}</p>
      <div className="mb-5 flex flex-wrap items-end gap-3">
        <TimeRangePicker
          value={range}
          onChange={(next) => {
            setRange(next);
            forget();
          }}
        />
        <Field label={t("costs.matchName")} className="w-64">
          {(control) => (
            <Input
              {...control}
              value={model}
              onChange={(event) => {
                setModel(event.target.value);
                forget();
              }}
            />
          )}
        </Field>
        <Button onClick={ask} busy={preview.isPending}>
          {t("costs.preview")}
        </Button>
      </div>
      {preview.data && asked && (
        <Section title={t("costs.preview")}>
          <PreviewTable preview={preview.data} />
          {preview.data.changed > 0 && (
            <div className="mt-4 flex flex-wrap items-end gap-3">
              <Field label={t("costs.repriceNote")} className="w-80">
                {(control) => <Input {...control} value={note} onChange={(event) => setNote(event.target.value)} />}
              </Field>
              <Button
                variant="primary"
                busy={reprice.isPending}
                onClick={() => reprice.mutate({ ...asked, note }, { onSuccess: forget })}
              >
                {t("costs.repriceStart", { count: formatNumber(preview.data.changed, t.locale) })}
              </Button>
            </div>
          )}
        </Section>
      )}
      <Runs projectId={projectId} />
    </>
  );
}

function PreviewTable({ preview }: { preview: RepricingPreview }) {
  const t = useT();
  if (preview.changed === 0) return <p className="text-soft text-sm">{t("costs.previewNothing")}</p>;
  const changed = preview.data.filter((row) => row.changed > 0);
  return (
    <div className="max-h-96 overflow-auto rounded-lg border border-line bg-surface">
      <table className="w-full text-sm">
        <thead className="sticky top-0 border-line border-b bg-surface text-faint text-xs">
          <tr>
            <th className="px-3 py-2 text-left font-medium">{t("costs.day")}</th>
            <th className="px-3 py-2 text-left font-medium">{t("costs.model")}</th>
            <th className="px-3 py-2 text-right font-medium">{t("costs.observations")}</th>
            <th className="px-3 py-2 text-right font-medium">{t("costs.changed")}</th>
            <th className="px-3 py-2 text-right font-medium">{t("costs.oldTotal")}</th>
            <th className="px-3 py-2 text-right font-medium">{t("costs.newTotal")}</th>
          </tr>
        </thead>
        <tbody className="tabular divide-y divide-line">
          {changed.map((row) => (
            <tr key={`${row.day} ${row.model}`}>
              <td className="px-3 py-1.5">{row.day}</td>
              <td className="max-w-72 truncate px-3 py-1.5">{row.model}</td>
              <td className="px-3 py-1.5 text-right">{formatNumber(row.observations, t.locale)}</td>
              <td className="px-3 py-1.5 text-right">{formatNumber(row.changed, t.locale)}</td>
              <td className="px-3 py-1.5 text-right">{formatCost(row.old_total_usd, t.locale)}</td>
              <td className="px-3 py-1.5 text-right">{formatCost(row.new_total_usd, t.locale)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot className="tabular border-line border-t font-medium">
          <tr>
            <td className="px-3 py-2" colSpan={2}>
              {t("costs.total")}
              {preview.sampled_one_in > 1 && (
                <span className="ml-2 font-normal text-faint text-xs">
                  {t("costs.previewSampled", { count: preview.sampled_one_in })}
                </span>
              )}
            </td>
            <td className="px-3 py-2 text-right">{formatNumber(preview.observations, t.locale)}</td>
            <td className="px-3 py-2 text-right">{formatNumber(preview.changed, t.locale)}</td>
            <td className="px-3 py-2 text-right">{formatCost(preview.old_total_usd, t.locale)}</td>
            <td className="px-3 py-2 text-right">{formatCost(preview.new_total_usd, t.locale)}</td>
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

const TONES: Record<Repricing["status"], Tone> = {
  queued: "neutral",
  running: "accent",
  done: "success",
  failed: "danger",
  cancelled: "warning",
};

function Runs({ projectId }: { projectId: string }) {
  const t = useT();
  const runs = useQuery(repricingsQuery(projectId));
  const cancel = useCancelRun(projectId);
  if (runs.isError) return <ErrorState error={runs.error} retry={() => runs.refetch()} />;
  if (!runs.data || runs.data.data.length === 0) return null;
  return (
    <Section title={t("costs.runs")}>
      <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
        {runs.data.data.map((run) => (
          <li key={run.id} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5 text-sm">
            <Badge tone={TONES[run.status]}>{t(`costs.run_${run.status}`)}</Badge>
            <span className="text-soft">
              <Moment iso={run.from_time} /> – <Moment iso={run.to_time} />
            </span>
            <span className="tabular">
              {formatCost(run.old_total_usd, t.locale)} → {formatCost(run.new_total_usd, t.locale)}
            </span>
            <span className="tabular text-faint">
              {formatNumber(run.changed, t.locale)} / {formatNumber(run.total, t.locale)}
            </span>
            <span className="min-w-0 flex-1 truncate text-faint">{run.error || run.note}</span>
            <Moment iso={run.created_at} form="ago" className="text-faint text-xs" />
            {(run.status === "running" || run.status === "queued") && (
              <>
                <Progress
                  className="basis-40"
                  label={t(`costs.run_${run.status}`)}
                  value={run.total > 0 ? Math.min(1, run.done / run.total) : null}
                />
                <Button size="sm" onClick={() => cancel.mutate(run.id)}>
                  {t("costs.cancelRun")}
                </Button>
              </>
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}
