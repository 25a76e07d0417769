/** Cost and usage by one dimension, the costliest first. */
import { useT } from "@/i18n";
import { formatCompact, formatCost, formatPercent } from "@/lib/format";
import { usePhone } from "@/lib/media";
import type { CostRow } from "../queries";

interface CostRowsProps {
  /** What the rows are. */
  heading: string;
  rows: readonly CostRow[];
  /** Of the whole period; each row's bar is its share of it. */
  total: number;
  /** Narrows the page to one row's key. */
  onNarrow: ((key: string) => void) | undefined;
}

export function CostRows(props: CostRowsProps) {
  return usePhone() ? <Cards {...props} /> : <Table {...props} />;
}

/** On phones each row is a card: seven columns would scroll sideways. */
function Cards({ rows, total, onNarrow }: CostRowsProps) {
  const t = useT();
  return (
    <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
      {rows.map((row) => (
        <li key={row.key} className="px-3 py-2 text-sm">
          <div className="flex items-baseline gap-3">
            <div className="min-w-0 flex-1">
              <Name row={row} total={total} onNarrow={onNarrow} />
            </div>
            <span className="tabular font-medium">{formatCost(row.cost_usd, t.locale)}</span>
          </div>
          <p className="tabular mt-1 text-faint text-xs">
            {[
              `${t("costs.calls")} ${formatCompact(row.observations, t.locale)}`,
              `${t("costs.inputTokens")} ${formatCompact(row.input_tokens, t.locale)}`,
              `${t("costs.outputTokens")} ${formatCompact(row.output_tokens, t.locale)}`,
              `${t("costs.cachedShare")} ${cachedShare(row, t.locale)}`,
            ].join(" · ")}
          </p>
        </li>
      ))}
    </ul>
  );
}

function cachedShare(row: CostRow, locale: string): string {
  return formatPercent(row.input_tokens > 0 ? row.cached_tokens / row.input_tokens : null, locale);
}

/** The row's key, which narrows the page to it, and its share of the whole as a bar. */
function Name({ row, total, onNarrow }: { row: CostRow } & Pick<CostRowsProps, "total" | "onNarrow">) {
  const t = useT();
  return (
    <>
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
    </>
  );
}

function Table({ heading, rows, total, onNarrow }: CostRowsProps) {
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
                <Name row={row} total={total} onNarrow={onNarrow} />
              </td>
              <td className="tabular px-3 py-1.5 text-right font-medium">{formatCost(row.cost_usd, t.locale)}</td>
              <td className="tabular px-3 py-1.5 text-right">{formatCompact(row.observations, t.locale)}</td>
              <td className="tabular px-3 py-1.5 text-right">{formatCompact(row.input_tokens, t.locale)}</td>
              <td className="tabular px-3 py-1.5 text-right">{cachedShare(row, t.locale)}</td>
              <td className="tabular px-3 py-1.5 text-right">{formatCompact(row.output_tokens, t.locale)}</td>
              <td className="tabular px-3 py-1.5 text-right">{formatCost(row.cache_saved_usd, t.locale)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
