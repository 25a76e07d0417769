/** Every metric of two runs: means, the difference with its interval drawn, the test, and the verdict in words. */
import { Badge } from "@/components/ui/badge";
import { Tip } from "@/components/ui/tooltip";
import { useT } from "@/i18n";
import { formatNumber } from "@/lib/format";
import type { MetricComparison } from "./queries";
import { COST, LATENCY, metricName, sayVerdict, showDifference, showInterval, showValue, TONES } from "./words";

interface MetricTableProps {
  comparisons: MetricComparison[];
  lower: string[];
  /** Absent: nothing can be changed (a report). */
  onToggle?: (metric: string) => void;
}

export function MetricTable(props: MetricTableProps) {
  return (
    <>
      <WideTable {...props} />
      <ul className="flex flex-col gap-2 md:hidden print:hidden">
        {props.comparisons.map((one) => (
          <MetricCard key={one.name} one={one} lower={props.lower} onToggle={props.onToggle} />
        ))}
      </ul>
    </>
  );
}

function WideTable({ comparisons, lower, onToggle }: MetricTableProps) {
  const t = useT();
  return (
    <div className="overflow-x-auto rounded-lg border border-line bg-surface max-md:hidden print:block">
      <table className="w-full text-left text-sm">
        <thead className="border-line border-b bg-sunken text-faint text-xs">
          <tr>
            <th className="px-4 py-2 font-medium">{t("experiments.metric")}</th>
            <th className="px-2 py-2 font-medium">{t("experiments.verdict")}</th>
            <th className="px-2 py-2 text-right font-medium">{t("experiments.baseline")}</th>
            <th className="px-2 py-2 text-right font-medium">{t("experiments.candidate")}</th>
            <th className="px-2 py-2 font-medium">{t("experiments.difference")}</th>
            <th className="px-2 py-2 font-medium">{t("experiments.wins")}</th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {comparisons.map((one) => (
            <tr key={one.name} className="align-top">
              <td className="px-4 py-2.5">
                <span className="font-medium">{metricName(t, one.name)}</span>
                <Direction one={one} lower={lower} onToggle={onToggle} />
              </td>
              <td className="px-2 py-2.5">
                <VerdictWords one={one} />
              </td>
              <td className="tabular px-2 py-2.5 text-right">{showValue(one.name, one.baseline_mean, t.locale)}</td>
              <td className="tabular px-2 py-2.5 text-right">{showValue(one.name, one.candidate_mean, t.locale)}</td>
              <td className="px-2 py-2.5">
                <Difference one={one} />
              </td>
              <td className="px-2 py-2.5">
                <Wins one={one} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface OneProps {
  one: MetricComparison;
}

/** The same for a phone. */
function MetricCard({ one, lower, onToggle }: OneProps & Pick<MetricTableProps, "lower" | "onToggle">) {
  const t = useT();
  return (
    <li className="flex flex-col gap-2 rounded-lg border border-line bg-surface px-3 py-2.5 text-sm">
      <div className="flex items-baseline justify-between gap-3">
        <span className="font-medium">{metricName(t, one.name)}</span>
        <Direction one={one} lower={lower} onToggle={onToggle} />
      </div>
      <div>
        <VerdictWords one={one} />
      </div>
      <p className="tabular flex flex-wrap items-baseline gap-x-3">
        <span>
          {showValue(one.name, one.baseline_mean, t.locale)} → {showValue(one.name, one.candidate_mean, t.locale)}
        </span>
        <Wins one={one} />
      </p>
      <div>
        <Difference one={one} />
      </div>
    </li>
  );
}

function VerdictWords({ one }: OneProps) {
  const t = useT();
  return (
    <>
      <Badge tone={TONES[one.verdict.outcome]} className="h-auto whitespace-normal py-0.5 text-xs">
        {sayVerdict(t, one.name, one.verdict)}
      </Badge>
      <p className="mt-1 text-faint text-xs">
        {t.dynamic(`experiments.test_${one.test.replaceAll("-", "_")}`, one.test)}
        {one.adjusted_p !== null && `, p = ${formatNumber(one.adjusted_p, t.locale, 4)}`}
        {one.smallest_detectable !== null &&
          ` · ${t("experiments.detectable", { by: showValue(one.name, one.smallest_detectable, t.locale) })}`}
      </p>
    </>
  );
}

function Difference({ one }: OneProps) {
  const t = useT();
  return (
    <>
      <span className="tabular">{showDifference(one.name, one.difference.value, t.locale)}</span>
      <IntervalBar one={one} />
      <p className="tabular text-faint text-xs">{showInterval(one.name, one.difference, t.locale)}</p>
    </>
  );
}

function Wins({ one }: OneProps) {
  return (
    <span className="tabular whitespace-nowrap text-xs">
      <span className="text-success-text">↑ {one.wins}</span> <span className="text-danger-text">↓ {one.losses}</span>{" "}
      <span className="text-faint">= {one.ties}</span>
    </span>
  );
}

function Direction({ one, lower, onToggle }: { one: MetricComparison; lower: string[]; onToggle: MetricTableProps["onToggle"] }) {
  const t = useT();
  const text = one.higher_is_better ? t("experiments.moreIsBetter") : t("experiments.lessIsBetter");
  if (!onToggle || one.name === COST || one.name === LATENCY) return <p className="text-faint text-xs">{text}</p>;
  return (
    <Tip content={t("experiments.turnDirection")}>
      <button
        type="button"
        aria-pressed={lower.includes(one.name)}
        className="block text-left text-faint text-xs hover:text-ink hover:underline"
        onClick={() => onToggle(one.name)}
      >
        {text}
      </button>
    </Tip>
  );
}

/** The interval on a line with 0 in the middle: wide means little is known, and 0 inside means no difference is possible. */
function IntervalBar({ one }: { one: MetricComparison }) {
  const { low, high, value } = one.difference;
  if (low === null || high === null || value === null) return null;
  const reach = Math.max(Math.abs(low), Math.abs(high)) || 1;
  const place = (number: number) => `${50 + (number / reach) * 48}%`;
  return (
    <svg className="my-1 h-3 w-40" aria-hidden>
      <line x1="50%" x2="50%" y1="0" y2="100%" className="stroke-line-strong" />
      <line x1={place(low)} x2={place(high)} y1="50%" y2="50%" className="stroke-accent" strokeWidth="2" />
      <circle cx={place(value)} cy="50%" r="3" className="fill-accent" />
    </svg>
  );
}
