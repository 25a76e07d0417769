/** What a user did day by day, as bars of one measure. Days without anything stand as gaps. */
import { useState } from "react";
import { Segmented } from "@/components/ui/segmented";
import { useT } from "@/i18n";
import { formatCompact, formatCost } from "@/lib/format";
import { useZone } from "@/lib/zone";
import { fillDays } from "./fill-days";
import type { DayTotals } from "./queries";

type Measure = "traces" | "total_tokens" | "cost_usd" | "errors";

export function DayChart({ days }: { days: readonly DayTotals[] }) {
  const t = useT();
  const [measure, setMeasure] = useState<Measure>("traces");
  const filled = fillDays(days, useZone());
  const highest = Math.max(...filled.map((day) => day[measure]), 0);
  const say = (value: number) => (measure === "cost_usd" ? formatCost(value, t.locale) : formatCompact(value, t.locale));
  return (
    <figure className="rounded-lg border border-line bg-surface p-4">
      <figcaption className="mb-3 flex flex-wrap items-center gap-2">
        <h2 className="font-semibold text-sm">{t("sessions.perDay")}</h2>
        <Segmented
          className="ml-auto"
          aria-label={t("sessions.perDay")}
          value={measure}
          onValueChange={setMeasure}
          options={[
            { value: "traces", label: t("shell.traces") },
            { value: "total_tokens", label: t("tracing.tokens") },
            { value: "cost_usd", label: t("tracing.cost") },
            { value: "errors", label: t("sessions.errors") },
          ]}
        />
      </figcaption>
      <div className="flex h-32 items-end gap-px sm:gap-1">
        {filled.map((day) => (
          <div
            key={day.time}
            role="img"
            aria-label={`${day.time}: ${say(day[measure])}`}
            title={`${day.time}: ${say(day[measure])}`}
            className="flex h-full min-w-0 flex-1 flex-col justify-end rounded-xs hover:bg-hover"
          >
            <div
              className={measure === "errors" ? "rounded-t-xs bg-danger" : "rounded-t-xs bg-accent"}
              style={{ height: highest > 0 ? `${(100 * day[measure]) / highest}%` : 0 }}
            />
          </div>
        ))}
      </div>
      <p className="tabular mt-2 flex justify-between border-line border-t pt-1.5 text-faint text-xs">
        <span>{filled[0]?.time}</span>
        <span>{t("sessions.highest", { value: say(highest) })}</span>
        <span>{filled.at(-1)?.time}</span>
      </p>
    </figure>
  );
}
