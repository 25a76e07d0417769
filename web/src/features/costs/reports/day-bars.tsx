/** Cost of each day as bars, split by the models that cost most. Says the same as a table to those who do not see it. */
import { Fragment } from "react";
import type { components } from "@/api/schema.gen";
import { useT } from "@/i18n";
import { formatCost } from "@/lib/format";
import { OTHERS, stackDays } from "./stack-days";

const HUES = ["bg-blue", "bg-violet", "bg-pink", "bg-orange", "bg-teal", "bg-faint"] as const;

export function DayBars({ rows }: { rows: readonly components["schemas"]["DayRow"][] }) {
  const t = useT();
  const { days, keys, highest } = stackDays(rows, HUES.length - 1);
  const nameOf = (key: string) => (key === OTHERS ? t("costs.others") : key || t("costs.none"));
  return (
    <figure className="rounded-lg border border-line bg-surface p-4">
      <div className="flex h-40 items-end gap-1 overflow-x-auto">
        {days.map((day) => (
          <div
            key={day.day}
            role="img"
            aria-label={`${day.day}: ${formatCost(day.total, t.locale)}`}
            title={[
              `${day.day} · ${formatCost(day.total, t.locale)}`,
              ...day.parts.map((part) => `${nameOf(part.key)}: ${formatCost(part.cost, t.locale)}`),
            ].join("\n")}
            className="flex h-full min-w-3 flex-1 flex-col justify-end gap-px"
          >
            {day.parts.map((part) => (
              <div
                key={part.key}
                className={HUES[keys.indexOf(part.key)] ?? HUES[HUES.length - 1]}
                style={{ height: `${highest > 0 ? (100 * part.cost) / highest : 0}%` }}
              />
            ))}
          </div>
        ))}
      </div>
      <p className="mt-2 flex justify-between text-faint text-xs">
        <span>{days[0]?.day}</span>
        <span>{days.at(-1)?.day}</span>
      </p>
      <figcaption className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-xs">
        {keys.map((key, index) => (
          <Fragment key={key}>
            <span className="inline-flex items-center gap-1.5">
              <span className={`size-2 rounded-xs ${HUES[index]}`} aria-hidden />
              {nameOf(key)}
            </span>
          </Fragment>
        ))}
      </figcaption>
    </figure>
  );
}
