/** Values over time as lines, areas or bars. The same figures stand in the table below it. */
import { useState } from "react";
import { formatDateTime } from "@/lib/time";
import { useZone } from "@/lib/zone";
import { FILLS, GROUNDS, hue, STROKES } from "./hues";
import type { Kind } from "./look";
import type { Timeline } from "./series";

interface TimeChartProps {
  label: string;
  kind: Kind;
  data: Timeline;
  stacked: boolean;
  say: (value: number | null) => string;
  nameOf: (key: string) => string;
}

const [WIDTH, HEIGHT] = [1000, 240] as const;

export function TimeChart({ label, kind, data, stacked, say, nameOf }: TimeChartProps) {
  const zone = useZone();
  const [hover, setHover] = useState<number | null>(null);
  const slots = data.times.length;
  const at = hover === null ? null : Math.min(hover, slots - 1);
  const moment = (place: number) => formatDateTime(data.times[place] ?? "", zone, { seconds: false });
  return (
    <div className="flex gap-2">
      <div className="tabular flex h-60 w-16 shrink-0 flex-col justify-between text-right text-2xs text-faint" aria-hidden>
        <span>{say(data.highest)}</span>
        <span>{say(data.highest / 2)}</span>
        <span>{say(0)}</span>
      </div>
      <div className="relative min-w-0 flex-1">
        <svg
          role="img"
          aria-label={label}
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          preserveAspectRatio="none"
          className="h-60 w-full"
          onPointerLeave={() => setHover(null)}
          onPointerMove={(event) => {
            const box = event.currentTarget.getBoundingClientRect();
            setHover(Math.max(0, Math.floor(((event.clientX - box.left) / box.width) * slots)));
          }}
        >
          {[0, 0.5, 1].map((share) => (
            <line
              key={share}
              x1={0}
              x2={WIDTH}
              y1={share * HEIGHT}
              y2={share * HEIGHT}
              className="stroke-line"
              vectorEffect="non-scaling-stroke"
            />
          ))}
          {at !== null && <rect x={(at * WIDTH) / slots} width={WIDTH / slots} height={HEIGHT} className="fill-hover" />}
          {kind === "bars" ? (
            <Bars data={data} stacked={stacked} />
          ) : (
            <Lines data={data} filled={kind === "area"} stacked={stacked} />
          )}
        </svg>
        <p className="tabular mt-1.5 flex justify-between text-faint text-xs">
          <span>{moment(0)}</span>
          <span>{moment(slots - 1)}</span>
        </p>
        {at !== null && (
          <div
            className="tabular pointer-events-none absolute top-2 z-20 -translate-x-1/2 rounded-md border border-line bg-raised px-2.5 py-1.5 text-xs shadow-md"
            style={{ left: `clamp(6rem, ${((at + 0.5) / slots) * 100}%, calc(100% - 6rem))` }}
          >
            <p className="text-faint">{moment(at)}</p>
            {data.series.map((one, place) => (
              <p key={one.key} className="flex max-w-64 items-center gap-1.5">
                <span className={`size-2 shrink-0 rounded-xs ${hue(GROUNDS, place, "bg-faint")}`} aria-hidden />
                <span className="min-w-0 flex-1 truncate">{nameOf(one.key)}</span>
                <span className="font-medium">{say(one.values[at] ?? null)}</span>
              </p>
            ))}
          </div>
        )}
      </div>
    </div>
  );
}

const height = (value: number, highest: number) => (highest > 0 ? (value / highest) * HEIGHT : 0);

/** Bars on each other where values add up, beside each other where they do not. */
function Bars({ data: { times, series, highest }, stacked }: { data: Timeline; stacked: boolean }) {
  const slot = WIDTH / times.length;
  return times.map((time, place) => {
    let bottom: number = HEIGHT;
    return (
      <g key={time}>
        {series.map((one, index) => {
          const tall = height(one.values[place] ?? 0, highest);
          if (tall === 0) return null;
          bottom = stacked ? bottom - tall : HEIGHT - tall;
          const width = stacked ? slot * 0.8 : (slot * 0.8) / series.length;
          const x = place * slot + slot * 0.1 + (stacked ? 0 : index * width);
          return <rect key={one.key} x={x} y={bottom} width={width} height={tall} className={hue(FILLS, index, "fill-faint")} />;
        })}
      </g>
    );
  });
}

function Lines({ data: { times, series, highest }, filled, stacked }: { data: Timeline; filled: boolean; stacked: boolean }) {
  const x = (place: number) => ((place + 0.5) * WIDTH) / times.length;
  const floor = times.map(() => 0);
  return series.map((one, index) => {
    const below = [...floor];
    const runs: { x: number; y: number; base: number }[][] = [[]];
    one.values.forEach((value, place) => {
      if (value === null) {
        runs.push([]);
        return;
      }
      const base = filled && stacked ? (below[place] ?? 0) : 0;
      floor[place] = base + value;
      runs.at(-1)?.push({ x: x(place), y: HEIGHT - height(base + value, highest), base: HEIGHT - height(base, highest) });
    });
    return (
      <g key={one.key}>
        {runs
          .filter((run) => run.length > 0)
          .map((run) => (
            <g key={run[0]?.x}>
              {filled && (
                <polygon
                  points={[...run.map((p) => `${p.x},${p.y}`), ...run.toReversed().map((p) => `${p.x},${p.base}`)].join(" ")}
                  className={`${hue(FILLS, index, "fill-faint")} ${stacked ? "opacity-70" : "opacity-20"}`}
                />
              )}
              {/* A value alone between gaps is a dash of its own. */}
              <polyline
                points={(run.length > 1 ? run : [...run, ...run.map((p) => ({ ...p, x: p.x + 4 }))])
                  .map((p) => `${p.x},${p.y}`)
                  .join(" ")}
                className={`fill-none ${hue(STROKES, index, "stroke-faint")}`}
                strokeWidth={2}
                vectorEffect="non-scaling-stroke"
              />
            </g>
          ))}
      </g>
    );
  });
}
