/** How costs are spread: quantiles in figures, and a histogram whose steps grow with the cost. */
import { useT } from "@/i18n";
import { formatCost, formatNumber } from "@/lib/format";
import type { Distribution } from "../queries";

export function Histogram({ spread }: { spread: Distribution }) {
  const t = useT();
  const highest = Math.max(1, ...spread.histogram.map((bar) => bar.count));
  const figures: [string, number][] = [
    [t("costs.mean"), spread.mean_usd],
    [t("costs.median"), spread.p50_usd],
    [t("costs.p90"), spread.p90_usd],
    [t("costs.p99"), spread.p99_usd],
    [t("costs.maximum"), spread.max_usd],
  ];
  return (
    <div className="rounded-lg border border-line bg-surface p-4">
      <dl className="mb-4 flex flex-wrap gap-x-8 gap-y-2 text-sm">
        {figures.map(([label, value]) => (
          <div key={label}>
            <dt className="text-faint text-xs">{label}</dt>
            <dd className="tabular font-medium">{formatCost(value, t.locale)}</dd>
          </div>
        ))}
      </dl>
      <ul className="flex flex-col gap-1 text-xs">
        {spread.histogram.map((bar) => (
          <li key={bar.from_usd} className="grid grid-cols-[11rem_1fr_3.5rem] items-center gap-3">
            <span className="tabular truncate text-right text-soft">
              {formatCost(bar.from_usd, t.locale)} – {formatCost(bar.to_usd, t.locale)}
            </span>
            <span className="h-3 rounded-xs bg-accent" style={{ width: `${(100 * bar.count) / highest}%` }} aria-hidden />
            <span className="tabular text-right">{formatNumber(bar.count, t.locale)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
