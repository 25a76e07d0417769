/** What a project decides about prices: its fixed exchange rates, and whether missing usage is estimated. */
import { useQuery } from "@tanstack/react-query";
import { Plus, X } from "lucide-react";
import { type FormEvent, useState } from "react";
import { ApiError } from "@/api/client";
import { ErrorState } from "@/components/error-state";
import { Section } from "@/components/section";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Problem } from "@/components/ui/problem";
import { Skeleton } from "@/components/ui/skeleton";
import { Switch } from "@/components/ui/switch";
import { toast } from "@/components/ui/toast";
import { useT } from "@/i18n";
import { isPrice } from "./prices";
import { priceSettingsQuery, ratesQuery, useSaveRates, useSaveSettings } from "./queries";

export function PriceSettings({ projectId, mayWrite }: { projectId: string; mayWrite: boolean }) {
  return (
    <>
      <Estimation projectId={projectId} mayWrite={mayWrite} />
      <Rates projectId={projectId} mayWrite={mayWrite} />
    </>
  );
}

function Estimation({ projectId, mayWrite }: { projectId: string; mayWrite: boolean }) {
  const t = useT();
  const settings = useQuery(priceSettingsQuery(projectId));
  const save = useSaveSettings(projectId);
  if (settings.isError) return <ErrorState error={settings.error} retry={() => settings.refetch()} />;
  return (
    <Section title={t("costs.estimation")} description={t("costs.estimationWhy")}>
      {/* biome-ignore lint/a11y/noLabelWithoutControl: the switch inside is the control */}
      <label className="inline-flex items-center gap-2 text-sm">
        <Switch
          aria-label={t("costs.estimationOn")}
          checked={settings.data?.estimate_missing_usage ?? false}
          disabled={!mayWrite || !settings.data || save.isPending}
          onCheckedChange={(on) => save.mutate({ estimate_missing_usage: on })}
        />
        {t("costs.estimationOn")}
      </label>
    </Section>
  );
}

interface RateRow {
  currency: string;
  rate: string;
}

function Rates({ projectId, mayWrite }: { projectId: string; mayWrite: boolean }) {
  const t = useT();
  const rates = useQuery(ratesQuery(projectId));
  if (rates.isError) return <ErrorState error={rates.error} retry={() => rates.refetch()} />;
  const stored = rates.data && Object.entries(rates.data.rates).map(([currency, rate]) => ({ currency, rate: String(rate) }));
  return (
    <Section title={t("costs.rates")} description={t("costs.ratesWhy")}>
      {stored ? (
        <RateForm key={JSON.stringify(stored)} projectId={projectId} stored={stored} mayWrite={mayWrite} />
      ) : (
        <Skeleton className="h-20 w-80" />
      )}
    </Section>
  );
}

const CODE = /^[A-Z]{3}$/;

function RateForm({ projectId, stored, mayWrite }: { projectId: string; stored: readonly RateRow[]; mayWrite: boolean }) {
  const t = useT();
  const save = useSaveRates(projectId);
  const [rows, setRows] = useState<readonly RateRow[]>(stored);
  const change = (place: number, part: Partial<RateRow>) =>
    setRows(rows.map((row, at) => (at === place ? { ...row, ...part } : row)));
  const codes = rows.map((row) => row.currency);
  const problems = rows.map(({ currency, rate }) => {
    if (!CODE.test(currency) || currency === "USD") return t("costs.badCurrency");
    if (codes.filter((code) => code === currency).length > 1) return t("costs.twiceCurrency", { currency });
    return isPrice(rate) && Number(rate) > 0 ? "" : t("costs.badRate");
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const body = { rates: Object.fromEntries(rows.map((row) => [row.currency, row.rate])) };
    // A promise, because what was stored makes this form anew, and callbacks of a form that is gone are not called.
    save.mutateAsync(body).then(
      () => toast.success(t("costs.ratesSaved")),
      () => undefined,
    );
  };
  return (
    <form className="flex max-w-md flex-col gap-2" onSubmit={submit}>
      {rows.length === 0 && <p className="text-faint text-sm">{t("costs.noRates")}</p>}
      {rows.map((row, place) => (
        <div key={place}>
          <div className="flex items-center gap-2 text-sm">
            <span>1</span>
            <Input
              aria-label={`${t("costs.currency")} ${place + 1}`}
              className="w-20 uppercase"
              maxLength={3}
              disabled={!mayWrite}
              value={row.currency}
              onChange={(event) => change(place, { currency: event.target.value.toUpperCase() })}
            />
            <span>=</span>
            <Input
              aria-label={t("costs.rateOf", { currency: row.currency || String(place + 1) })}
              className="tabular w-32"
              inputMode="decimal"
              disabled={!mayWrite}
              value={row.rate}
              onChange={(event) => change(place, { rate: event.target.value })}
            />
            <span>USD</span>
            {mayWrite && (
              <Button
                type="button"
                size="icon"
                variant="ghost"
                aria-label={t("costs.removeKey", { key: row.currency || String(place + 1) })}
                onClick={() => setRows(rows.filter((_, at) => at !== place))}
              >
                <X aria-hidden />
              </Button>
            )}
          </div>
          {problems[place] && (row.currency !== "" || row.rate !== "") && (
            <p className="mt-1 text-danger-text text-xs">{problems[place]}</p>
          )}
        </div>
      ))}
      {save.isError && <Problem>{save.error instanceof ApiError ? save.error.message : t("costs.badRate")}</Problem>}
      {mayWrite && (
        <div className="mt-1 flex gap-2">
          <Button type="button" size="sm" onClick={() => setRows([...rows, { currency: "", rate: "" }])}>
            <Plus aria-hidden />
            {t("costs.addRate")}
          </Button>
          <Button type="submit" size="sm" variant="primary" busy={save.isPending} disabled={problems.some(Boolean)}>
            {t("costs.saveRates")}
          </Button>
        </div>
      )}
    </form>
  );
}
