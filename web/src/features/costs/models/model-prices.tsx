/** All prices of a model: each period with its tiers, and when they hold. */
import { Badge } from "@/components/ui/badge";
import { useT } from "@/i18n";
import { priceLabel } from "../prices";
import type { Model } from "../queries";
import type { Condition } from "./model-form";

type Version = Model["versions"][number];
export type Tier = Version["tiers"][number];

export function ModelPrices({ model }: { model: Model }) {
  const t = useT();
  return (
    <ul className="flex basis-full flex-col gap-3 rounded-md bg-sunken p-3">
      {[...model.versions].reverse().map((version) => (
        <li key={version.id}>
          <p className="mb-1 flex items-center gap-2 text-faint text-xs">
            {version.valid_from?.slice(0, 10) ?? t("costs.openEnd")} – {version.valid_to?.slice(0, 10) ?? t("costs.openEnd")}
            {version.id === model.current_version_id && <Badge tone="success">{t("costs.validNow")}</Badge>}
          </p>
          <TierList tiers={version.tiers} units={version.units} currency={version.currency} />
        </li>
      ))}
    </ul>
  );
}

interface TierListProps {
  tiers: readonly Tier[];
  units?: Record<string, string>;
  currency?: string;
}

/** Tiers in the order given, with their conditions in words. */
export function TierList({ tiers, units, currency }: TierListProps) {
  const t = useT();
  return (
    <ul className="flex flex-col gap-2">
      {tiers.map((tier) => (
        <li key={tier.id} className="flex flex-wrap gap-x-6 gap-y-1">
          <div className="w-56 min-w-0 text-sm">
            <p className="font-medium">{tier.name}</p>
            {tier.conditions?.map((condition) => (
              <p key={conditionText(condition, t("costs.or"))} className="break-words font-mono text-faint text-xs">
                {conditionText(condition, t("costs.or"))}
              </p>
            ))}
          </div>
          <PriceList prices={tier.prices as Record<string, string>} units={units} currency={currency} fee={tier.request_fee} />
        </li>
      ))}
    </ul>
  );
}

interface PriceListProps {
  prices: Record<string, string>;
  units?: Record<string, string>;
  currency?: string;
  fee?: string | number | null;
}

/** Prices by usage key, each with the basis its unit has. */
export function PriceList({ prices, units, currency, fee }: PriceListProps) {
  const t = useT();
  return (
    <dl className="flex min-w-0 flex-1 basis-64 flex-wrap gap-x-4 gap-y-1 text-xs">
      {Object.entries(prices).map(([key, price]) => (
        <div key={key}>
          <dt className="text-faint">
            {key}
            {units?.[key] && ` (${units[key]})`}
          </dt>
          <dd className="tabular">{priceLabel(key, price, units?.[key], currency)}</dd>
        </div>
      ))}
      {fee != null && (
        <div>
          <dt className="text-faint">{t("costs.requestFee")}</dt>
          <dd className="tabular">{priceLabel("requests", String(fee), "requests", currency)}</dd>
        </div>
      )}
    </dl>
  );
}

const SIGNS = { gt: ">", gte: "≥", lt: "<", lte: "≤", eq: "=", neq: "≠" } as const;

function conditionText(condition: Condition, or: string): string {
  switch (condition.type) {
    case "attribute":
      return `${condition.source}.${condition.key} = ${condition.values.join(" | ")}`;
    case "time_of_day":
      return `${hour(condition.start_s)}–${hour(condition.end_s)} UTC`;
    case "any_of":
      return condition.conditions.map((one) => conditionText({ ...one, type: "attribute" }, or)).join(` ${or} `);
    default:
      return `Σ ${condition.pattern} ${SIGNS[condition.operator]} ${condition.value}`;
  }
}

const hour = (seconds: number) =>
  `${String(Math.floor(seconds / 3600)).padStart(2, "0")}:${String(Math.floor((seconds % 3600) / 60)).padStart(2, "0")}`;
