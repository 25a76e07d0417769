/** Cost and usage by one dimension, the costliest first. */
import { useT } from "@/i18n";
import { formatCompact, formatCost, formatPercent } from "@/lib/format";
import type { CostRow } from "./queries";

interface CostRowsProps {
  /** What the rows are. */
  heading: string;
  rows: readonly CostRow[];
  /** Of the whole period; each row's bar is its share of it. */
  total: number;
  /** Narrows the page to one row's key. */
  onNarrow: ((key: string) => void) | undefined;
}

export function CostRows({ heading, rows, total, onNarrow }: CostRowsProps) {
  const t = useT();
  return (
    <div className="overflow-x-auto rounded-lg border border-line bg-surface">
      <table className="w-full text-sm">
        <thead className="border-line border-b text-faint text-xs">
          <tr>
            <th className="px-3 py-2 text-left font-medium">{heading}</th>
            <th className="px-3 py-2 text-right font-medium">{t("costs.cost")}</th>
            <th className="px-3 py-2 text-right font-medium">{t("costs.calls")}</th>
            <th className="px-3 py-2 text-right font-medium">{t("costs.inputTokens")}</th>
            <th className="px-3 py-2 text-right font-medium">{t("costs.cachedShare")}</th>
            <th className="px-3 py-2 text-right font-medium">{t("costs.outputTokens")}</th>
            <th className="px-3 py-2 text-right font-medium">{t("costs.cacheSaved")}</th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {rows.map((row) => (
            <tr key={row.key} className="hover:bg-hover">
              <td className="max-w-80 px-3 py-1.5">
                {onNarrow && row.key ? (
                  <button
                    type="button"
                    className="block max-w-full truncate rounded-xs hover:underline"
                    title={t("costs.narrow", { key: row.key })}
                    onClick={() => onNarrow(row.key)}
                  >
                    {row.key}
                  </button>
                ) : (
                  <span className="block truncate">{row.key || <span className="text-faint">{t("costs.none")}</span>}</span>
                )}
                <span
                  className="mt-0.5 block h-0.5 rounded-full bg-accent"
                  style={{ width: `${total > 0 ? Math.max(0.5, (100 * row.cost_usd) / total) : 0}%` }}
                />
              </td>
              <td className="tabular px-3 py-1.5 text-right font-medium">{formatCost(row.cost_usd, t.locale)}</td>
              <td className="tabular px-3 py-1.5 text-right">{formatCompact(row.observations, t.locale)}</td>
              <td className="tabular px-3 py-1.5 text-right">{formatCompact(row.input_tokens, t.locale)}</td>
              <td className="tabular px-3 py-1.5 text-right">
                {formatPercent(row.input_tokens > 0 ? row.cached_tokens / row.input_tokens : null, t.locale)}
              </td>
              <td className="tabular px-3 py-1.5 text-right">{formatCompact(row.output_tokens, t.locale)}</td>
              <td className="tabular px-3 py-1.5 text-right">{formatCost(row.cache_saved_usd, t.locale)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
