/** A score over time: the mean as a line in the band of its interval, or categories stacked. Says its figures to screen readers. */
import { useT } from "@/i18n";
import { formatNumber, formatPercent } from "@/lib/format";
import type { ScoreKey, TrendPoint } from "./queries";

const HUES = ["bg-blue", "bg-violet", "bg-pink", "bg-orange", "bg-teal", "bg-faint"] as const;
const [WIDTH, HEIGHT] = [600, 160] as const;

interface TrendChartProps {
  kind: ScoreKey["data_type"];
  points: readonly TrendPoint[];
  /** Categories in the order of their colours. */
  labels: readonly string[];
}

export function TrendChart({ kind, points, labels }: TrendChartProps) {
  return (
    <figure className="rounded-lg border border-line bg-surface p-4">
      {kind === "CATEGORICAL" ? <Stacks points={points} labels={labels} /> : <Line points={points} share={kind === "BOOLEAN"} />}
      <p className="mt-2 flex justify-between text-faint text-xs">
        <span>{points[0]?.start.slice(0, 16).replace("T", " ")}</span>
        <span>{points.at(-1)?.start.slice(0, 16).replace("T", " ")}</span>
      </p>
    </figure>
  );
}

function Line({ points, share }: { points: readonly TrendPoint[]; share: boolean }) {
  const t = useT();
  const say = (value: number) => (share ? formatPercent(value, t.locale) : formatNumber(value, t.locale, 3));
  const known = points.flatMap((point) => {
    const value = point.mean?.value;
    if (value === null || value === undefined) return [];
    return [
      {
        at: Date.parse(point.start),
        value,
        low: point.mean?.low ?? value,
        high: point.mean?.high ?? value,
        count: point.count,
        start: point.start,
      },
    ];
  });
  const [first, last] = [known[0]?.at ?? 0, known.at(-1)?.at ?? 1];
  const bottom = share ? 0 : Math.min(...known.map((point) => point.value));
  const top = share ? 1 : Math.max(...known.map((point) => point.value));
  const x = (moment: number) => (last > first ? ((moment - first) / (last - first)) * WIDTH : WIDTH / 2);
  const y = (value: number) => {
    const place = top > bottom ? (value - bottom) / (top - bottom) : 0.5;
    return 8 + (1 - Math.min(1.05, Math.max(-0.05, place))) * (HEIGHT - 16);
  };
  const band = [
    ...known.map((point) => `${x(point.at)},${y(point.high)}`),
    ...known.toReversed().map((point) => `${x(point.at)},${y(point.low)}`),
  ].join(" ");
  return (
    <div className="flex gap-2">
      <div className="tabular flex w-14 flex-col justify-between py-1 text-right text-2xs text-faint" aria-hidden>
        <span>{say(top)}</span>
        <span>{say(bottom)}</span>
      </div>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        className="h-40 w-full"
        role="img"
        aria-label={t("analytics.trend")}
      >
        <polygon points={band} className="fill-blue opacity-15" />
        <polyline
          points={known.map((point) => `${x(point.at)},${y(point.value)}`).join(" ")}
          className="fill-none stroke-blue"
          strokeWidth={2}
          vectorEffect="non-scaling-stroke"
        />
        {known.map((point) => (
          <circle key={point.at} cx={x(point.at)} cy={y(point.value)} r={3} className="fill-blue">
            <title>{`${point.start.slice(0, 16).replace("T", " ")}: ${say(point.value)} (${say(point.low)} – ${say(point.high)}), n = ${point.count}`}</title>
          </circle>
        ))}
      </svg>
    </div>
  );
}

function Stacks({ points, labels }: { points: readonly TrendPoint[]; labels: readonly string[] }) {
  const highest = Math.max(1, ...points.map((point) => point.count));
  return (
    <>
      <div className="flex h-40 items-end gap-1">
        {points.map((point) => (
          <div
            key={point.start}
            role="img"
            aria-label={`${point.start.slice(0, 16).replace("T", " ")}: ${Object.entries(point.parts)
              .map(([label, count]) => `${label} ${count}`)
              .join(", ")}`}
            className="flex h-full min-w-1 flex-1 flex-col justify-end gap-px"
          >
            {labels.map((label, place) => {
              const count = point.parts[label] ?? 0;
              return (
                count > 0 && (
                  <div
                    key={label}
                    title={`${label}: ${count}`}
                    className={HUES[Math.min(place, HUES.length - 1)]}
                    style={{ height: `${(100 * count) / highest}%` }}
                  />
                )
              );
            })}
          </div>
        ))}
      </div>
      <figcaption className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-xs">
        {labels.map((label, place) => (
          <span key={label} className="inline-flex items-center gap-1.5">
            <span className={`size-2 rounded-xs ${HUES[Math.min(place, HUES.length - 1)]}`} aria-hidden />
            {label}
          </span>
        ))}
      </figcaption>
    </>
  );
}
