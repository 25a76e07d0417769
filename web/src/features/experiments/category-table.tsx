/** Scores without order in two runs: whether the mix of their categories changed, and each category's share with the interval of its change. */
import { Badge } from "@/components/ui/badge";
import { useT } from "@/i18n";
import { formatNumber, formatPercent } from "@/lib/format";
import type { CategoryComparison } from "./queries";

const TONES = { changed: "accent", equal: "neutral", cannot_tell: "warning" } as const;

export function CategoryTables({ comparisons }: { comparisons: CategoryComparison[] }) {
  return comparisons.map((one) => <CategoryTable key={one.name} one={one} />);
}

function CategoryTable({ one }: { one: CategoryComparison }) {
  const t = useT();
  return (
    <section aria-label={one.name} className="overflow-x-auto rounded-lg border border-line bg-surface">
      <header className="flex flex-wrap items-baseline gap-x-3 gap-y-1 px-4 py-2.5 text-sm">
        <h3 className="font-medium">{one.name}</h3>
        <Badge tone={TONES[one.outcome]} className="h-auto whitespace-normal py-0.5 text-xs">
          {t(`experiments.mix_${one.outcome}`, { moved: one.moved, items: one.items })}
        </Badge>
        <span className="text-faint text-xs">
          {t.dynamic(`experiments.test_${one.test.replaceAll("-", "_")}`, one.test)}
          {one.adjusted_p !== null && `, p = ${formatNumber(one.adjusted_p, t.locale, 4)}`}
        </span>
      </header>
      <table className="w-full text-left text-sm">
        <thead className="border-line border-y bg-sunken text-faint text-xs">
          <tr>
            <th className="px-4 py-2 font-medium">{t("experiments.category")}</th>
            <th className="px-2 py-2 text-right font-medium">{t("experiments.baseline")}</th>
            <th className="px-2 py-2 text-right font-medium">{t("experiments.candidate")}</th>
            <th className="px-4 py-2 text-right font-medium">{t("experiments.difference")}</th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {one.categories.map((category) => (
            <tr key={category.label} className={category.certain ? "font-medium" : undefined}>
              <td className="px-4 py-2">{category.label}</td>
              <td className="tabular px-2 py-2 text-right">{formatPercent(category.baseline_share, t.locale)}</td>
              <td className="tabular px-2 py-2 text-right">{formatPercent(category.candidate_share, t.locale)}</td>
              <td className="tabular px-4 py-2 text-right">
                <Change difference={category.difference} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** In percentage points, with its sign. */
function Change({ difference }: { difference: CategoryComparison["categories"][number]["difference"] }) {
  const t = useT();
  const { value, low, high } = difference;
  if (value === null) return "–";
  const points = (share: number) => formatPercent(share, t.locale);
  return (
    <>
      {value > 0 ? "+" : ""}
      {points(value)}
      {low !== null && high !== null && (
        <span className="ml-2 text-faint text-xs">
          {points(low)} … {points(high)}
        </span>
      )}
    </>
  );
}
