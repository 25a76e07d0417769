/** A value with its interval in small: 0.52, 95 %: 0.43 to 0.61. */
import { useT } from "@/i18n";
import { formatNumber, formatPercent, NOTHING } from "@/lib/format";
import type { Interval } from "./queries";

interface IntervalTextProps {
  interval: Interval | null;
  /** Shares are shown in per cent. */
  share?: boolean;
}

export function IntervalText({ interval, share = false }: IntervalTextProps) {
  const t = useT();
  const say = (value: number | null) =>
    value === null ? NOTHING : share ? formatPercent(value, t.locale) : formatNumber(value, t.locale, 3);
  if (!interval || interval.value === null) return <span className="text-faint">{NOTHING}</span>;
  return (
    <span className="tabular whitespace-nowrap">
      <span className="font-semibold">{say(interval.value)}</span>
      {interval.low !== null && interval.high !== null && (
        <span className="ml-1.5 text-faint text-xs" title={t("analytics.interval", { method: interval.method })}>
          {say(interval.low)} – {say(interval.high)}
        </span>
      )}
    </span>
  );
}
