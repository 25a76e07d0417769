/** The figures of a chart, group by group; a group's name filters the rows by it. */
import { useT } from "@/i18n";
import { formatDuration, formatNumber } from "@/lib/format";
import { GROUNDS, hue } from "./hues";
import { type ChartLook, isOverTime } from "./look";
import type { Chart } from "./queries";

interface NumbersTableProps {
  chart: Chart;
  look: ChartLook;
  say: (value: number | null) => string;
  nameOf: (key: string) => string;
  onChoose: (key: string) => void;
}

export function NumbersTable({ chart, look, say, nameOf, onChoose }: NumbersTableProps) {
  const t = useT();
  const coloured = isOverTime(look.kind) || look.kind === "pie";
  const measured = look.metric !== "count";
  return (
    <div className="mt-5">
      <table className="w-full text-sm">
        <thead className="border-line border-b text-left text-soft text-xs">
          <tr>
            <th className="py-1.5 font-medium">{look.by ? t.dynamic(`fields.${look.by}`, look.by) : ""}</th>
            <th className="py-1.5 text-right font-medium">{t("charts.rows")}</th>
            {measured && (
              <th className="py-1.5 text-right font-medium">
                {`${t.dynamic(`charts.metric_${look.metric}`, look.metric)}, ${t.dynamic(`charts.aggregation_${look.aggregation}`, look.aggregation)}`}
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {chart.groups.map((group, place) => (
            <tr key={group.key} className="border-line border-b last:border-0">
              <td className="max-w-0 py-1.5">
                <span className="flex min-w-0 items-center gap-2">
                  {coloured && <span className={`size-2.5 shrink-0 rounded-xs ${hue(GROUNDS, place, "bg-faint")}`} aria-hidden />}
                  {look.by ? (
                    <button
                      type="button"
                      className="truncate hover:underline"
                      title={t("charts.choose", { group: nameOf(group.key) })}
                      onClick={() => onChoose(group.key)}
                    >
                      {nameOf(group.key)}
                    </button>
                  ) : (
                    nameOf(group.key)
                  )}
                </span>
              </td>
              <td className="tabular w-32 py-1.5 max-md:w-20 text-right">{formatNumber(group.count, t.locale, 0)}</td>
              {measured && <td className="tabular w-44 py-1.5 max-md:w-28 text-right">{say(group.value)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
      <p className="mt-2 text-faint text-xs">
        {[
          chart.group_count > chart.groups.length &&
            t("charts.someOf", { shown: chart.groups.length, total: formatNumber(chart.group_count, t.locale, 0) }),
          isOverTime(look.kind) &&
            t("charts.stepIs", { step: formatDuration(chart.bucket_seconds * 1000).replace(/ 0+ \w$/, "") }),
          measured && look.aggregation.startsWith("p") && t("charts.estimated"),
        ]
          .filter(Boolean)
          .join(" · ")}
      </p>
    </div>
  );
}
