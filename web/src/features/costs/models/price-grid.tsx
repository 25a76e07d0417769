/** Usage keys by tiers: what one unit, or a million, costs under each tier. Every tier prices every key, as the server wants it. */
import { Plus, X } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { useT } from "@/i18n";
import { isPerMillion, isPrice, KNOWN_UNITS } from "../prices";
import { type KeyRow, type PeriodForm, rowUnit, type TierForm } from "./model-form";
import type { ModelIssues } from "./model-issues";

interface PriceGridProps {
  period: PeriodForm;
  onChange: (period: PeriodForm) => void;
  issues: ModelIssues;
  /** The period's place among the issues. */
  at: string;
}

export function PriceGrid({ period, onChange, issues, at }: PriceGridProps) {
  const t = useT();
  const setTier = (place: number, change: Partial<TierForm>) =>
    onChange({ ...period, tiers: replaced(period.tiers, place, change) as PeriodForm["tiers"] });
  const setRow = (place: number, change: Partial<KeyRow>) => onChange({ ...period, rows: replaced(period.rows, place, change) });
  const removeRow = (place: number) =>
    onChange({
      ...period,
      rows: period.rows.filter((_, one) => one !== place),
      tiers: period.tiers.map((tier) => ({
        ...tier,
        prices: tier.prices.filter((_, one) => one !== place),
      })) as PeriodForm["tiers"],
    });
  const addRow = () =>
    onChange({
      ...period,
      rows: [...period.rows, { key: "", unit: "" }],
      tiers: period.tiers.map((tier) => ({ ...tier, prices: [...tier.prices, ""] })) as PeriodForm["tiers"],
    });
  const named = (tier: TierForm) => (period.tiers.length > 1 ? ` (${tier.name})` : "");
  return (
    <div>
      <div className="overflow-x-auto">
        <table className="text-sm">
          <thead className="text-left text-faint text-xs">
            <tr>
              <th className="pr-2 pb-1 font-medium">{t("costs.usageKey")}</th>
              <th className="pr-2 pb-1 font-medium">{t("costs.unit")}</th>
              {period.tiers.map((tier, place) => (
                <th key={place} className="pr-2 pb-1 font-medium">
                  {place === 0 && period.tiers.length === 1 ? t("costs.price") : tier.name}
                </th>
              ))}
              <th className="pb-1 font-medium">
                <span className="sr-only">{t("costs.basis")}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {period.rows.map((row, place) => (
              <tr key={place}>
                <td className="pr-2 pb-2">
                  <Input
                    aria-label={`${t("costs.usageKey")} ${place + 1}`}
                    className="w-48"
                    value={row.key}
                    onChange={(event) => setRow(place, { key: event.target.value })}
                  />
                </td>
                <td className="pr-2 pb-2">
                  <Input
                    aria-label={`${t("costs.unit")} ${row.key || place + 1}`}
                    className="w-28"
                    list="usage-units"
                    placeholder={rowUnit({ ...row, unit: "" })}
                    value={row.unit}
                    onChange={(event) => setRow(place, { unit: event.target.value })}
                  />
                </td>
                {period.tiers.map((tier, column) => (
                  <td key={column} className="pr-2 pb-2 align-top">
                    <PriceInput
                      label={`${t("costs.price")} ${row.key || place + 1}${named(tier)}`}
                      value={tier.prices[place] ?? ""}
                      problem={issues.get(`${at}/tiers/${column}/prices/${row.key.trim()}`)}
                      onChange={(price) => setTier(column, { prices: put(tier.prices, place, price) })}
                    />
                  </td>
                ))}
                <td className="whitespace-nowrap pb-2 text-faint text-xs">
                  <span className="mr-1">
                    {isPerMillion(rowUnit(row)) ? t("costs.perMillion") : t("costs.perOne", { unit: rowUnit(row) })}
                  </span>
                  <Button
                    type="button"
                    size="icon"
                    variant="ghost"
                    aria-label={t("costs.removeKey", { key: row.key || String(place + 1) })}
                    onClick={() => removeRow(place)}
                  >
                    <X aria-hidden />
                  </Button>
                </td>
              </tr>
            ))}
            <tr>
              <td colSpan={2} className="pr-2 pb-2 text-right text-soft text-xs">
                {t("costs.requestFee")}
              </td>
              {period.tiers.map((tier, column) => (
                <td key={column} className="pr-2 pb-2 align-top">
                  <PriceInput
                    label={`${t("costs.requestFee")}${named(tier)}`}
                    value={tier.fee}
                    problem={issues.get(`${at}/tiers/${column}/prices/request_fee`)}
                    onChange={(fee) => setTier(column, { fee })}
                  />
                </td>
              ))}
              <td className="pb-2 text-faint text-xs">{t("costs.perCall")}</td>
            </tr>
          </tbody>
        </table>
      </div>
      <datalist id="usage-units">
        {KNOWN_UNITS.map((unit) => (
          <option key={unit} value={unit} />
        ))}
      </datalist>
      <Button type="button" size="sm" onClick={addRow}>
        <Plus aria-hidden />
        {t("costs.addKey")}
      </Button>
    </div>
  );
}

interface PriceInputProps {
  label: string;
  value: string;
  problem: string | undefined;
  onChange: (value: string) => void;
}

function PriceInput({ label, value, problem, onChange }: PriceInputProps) {
  const wrong = problem !== undefined || (value.trim() !== "" && !isPrice(value));
  return (
    <>
      <Input
        aria-label={label}
        aria-invalid={wrong || undefined}
        inputMode="decimal"
        className="tabular w-28"
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
      {problem && (
        <p role="alert" className="mt-1 w-28 text-danger-text text-xs">
          {problem}
        </p>
      )}
    </>
  );
}

const put = (values: readonly string[], place: number, value: string): string[] =>
  values.map((one, at) => (at === place ? value : one));

function replaced<T>(items: readonly T[], place: number, change: Partial<T>): T[] {
  return items.map((item, at) => (at === place ? { ...item, ...change } : item));
}
