/** One period of a model's prices: when it is valid, in which currency, its grid of prices and the conditions of its tiers. */
import { Plus, Trash2 } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { useT } from "@/i18n";
import { ConditionList } from "./condition-editor";
import { type PeriodForm, type TierForm, withTier } from "./model-form";
import type { ModelIssues } from "./model-issues";
import { PriceGrid } from "./price-grid";

interface PeriodEditorProps {
  place: number;
  period: PeriodForm;
  onChange: (period: PeriodForm) => void;
  onRemove: (() => void) | undefined;
  issues: ModelIssues;
}

export function PeriodEditor({ place, period, onChange, onRemove, issues }: PeriodEditorProps) {
  const t = useT();
  const at = `versions/${place}`;
  const problem = issues.get(at);
  const [, ...conditional] = period.tiers;
  const setTier = (index: number, change: Partial<TierForm>) =>
    onChange({
      ...period,
      tiers: period.tiers.map((tier, one) => (one === index ? { ...tier, ...change } : tier)) as PeriodForm["tiers"],
    });
  return (
    <fieldset className="rounded-lg border border-line p-3">
      <legend className="px-1 font-medium text-soft text-xs">{t("costs.periodNumber", { number: place + 1 })}</legend>
      <div className="mb-3 flex flex-wrap items-end gap-3">
        <Field label={t("costs.periodFrom")}>
          {(control) => (
            <Input
              {...control}
              type="date"
              value={period.from}
              onChange={(event) => onChange({ ...period, from: event.target.value })}
            />
          )}
        </Field>
        <Field label={t("costs.periodTo")} error={issues.get(`${at}/valid_to`)}>
          {(control) => (
            <Input
              {...control}
              type="date"
              value={period.to}
              onChange={(event) => onChange({ ...period, to: event.target.value })}
            />
          )}
        </Field>
        <Field label={t("costs.currency")} error={issues.get(`${at}/currency`)} className="w-24">
          {(control) => (
            <Input
              {...control}
              maxLength={3}
              className="uppercase"
              value={period.currency}
              onChange={(event) => onChange({ ...period, currency: event.target.value })}
            />
          )}
        </Field>
        {onRemove && (
          <Button
            type="button"
            variant="ghost"
            size="icon"
            aria-label={t("costs.removePeriod", { number: place + 1 })}
            onClick={onRemove}
          >
            <Trash2 aria-hidden />
          </Button>
        )}
      </div>
      {problem && (
        <p role="alert" className="mb-3 text-danger-text text-sm">
          {problem}
        </p>
      )}
      <PriceGrid period={period} onChange={onChange} issues={issues} at={at} />
      {conditional.length > 0 && <p className="mt-3 text-faint text-xs">{t("costs.tiersWhy")}</p>}
      {conditional.map((tier, index) => (
        <div key={index} className="mt-2 rounded-md bg-sunken p-2.5">
          <div className="mb-2 flex items-start gap-2">
            <Field label={t("costs.tierName")} error={issues.get(`${at}/tiers/${index + 1}`)} className="flex-1">
              {(control) => (
                <Input
                  {...control}
                  maxLength={100}
                  value={tier.name}
                  onChange={(event) => setTier(index + 1, { name: event.target.value })}
                />
              )}
            </Field>
            <Button
              type="button"
              size="icon"
              variant="ghost"
              aria-label={t("costs.removeTier", { name: tier.name })}
              onClick={() =>
                onChange({ ...period, tiers: period.tiers.filter((_, one) => one !== index + 1) as PeriodForm["tiers"] })
              }
            >
              <Trash2 aria-hidden />
            </Button>
          </div>
          <ConditionList
            tier={tier.name}
            conditions={tier.conditions}
            onChange={(conditions) => setTier(index + 1, { conditions })}
            issues={issues}
            at={`${at}/tiers/${index + 1}`}
          />
        </div>
      ))}
      <Button type="button" size="sm" className="mt-3" onClick={() => onChange(withTier(period))}>
        <Plus aria-hidden />
        {t("costs.addTier")}
      </Button>
    </fieldset>
  );
}
