/** Rows over time as thin bars. Dragging across them, or clicking one, zooms the time range. */
import { type PointerEvent, useRef, useState } from "react";
import { useT } from "@/i18n";
import { formatNumber } from "@/lib/format";
import { formatDateTime } from "@/lib/time";
import { useZone } from "@/lib/zone";

export interface StripBucket {
  time: string;
  count: number;
  errors: number;
}

interface CountStripProps {
  from: string;
  to: string;
  bucketSeconds: number;
  buckets: readonly StripBucket[];
  label: string;
  onZoom: (from: string, to: string) => void;
}

const HEIGHT = 36;

export function CountStrip({ from, to, bucketSeconds, buckets, label, onZoom }: CountStripProps) {
  const t = useT();
  const zone = useZone();
  const frame = useRef<SVGSVGElement>(null);
  const [hover, setHover] = useState<number | null>(null);
  const [drag, setDrag] = useState<number | null>(null);
  const step = bucketSeconds * 1000;
  // Stretches begin at round times in the project's zone: where one begins, all others are a number of steps away.
  const anchor = buckets[0] ? Date.parse(buckets[0].time) : 0;
  const first = anchor + Math.floor((Date.parse(from) - anchor) / step) * step;
  const slots = Math.max(1, Math.ceil((Date.parse(to) - first) / step));
  const bySlot = new Map(buckets.map((bucket) => [Math.round((Date.parse(bucket.time) - first) / step), bucket]));
  // A square root keeps one outlier from flattening the rest.
  const highest = Math.sqrt(Math.max(1, ...buckets.map((bucket) => bucket.count)));
  const slotAt = (event: PointerEvent) => {
    const box = frame.current?.getBoundingClientRect();
    if (!box) return 0;
    return Math.min(slots - 1, Math.max(0, Math.floor(((event.clientX - box.left) / box.width) * slots)));
  };
  const moment = (slot: number) => new Date(first + slot * step).toISOString();
  const finish = (event: PointerEvent) => {
    if (drag === null) return;
    const end = slotAt(event);
    setDrag(null);
    onZoom(moment(Math.min(drag, end)), moment(Math.max(drag, end) + 1));
  };
  const shown = hover === null ? null : (bySlot.get(hover) ?? { count: 0, errors: 0 });
  const [low, high] = drag === null || hover === null ? [0, -1] : [Math.min(drag, hover), Math.max(drag, hover)];
  return (
    <div className="relative select-none px-3 pt-1.5 max-md:hidden">
      <svg
        ref={frame}
        role="img"
        aria-label={label}
        viewBox={`0 0 ${slots} ${HEIGHT}`}
        preserveAspectRatio="none"
        className="h-9 w-full cursor-crosshair touch-none overflow-visible"
        onPointerDown={(event) => {
          frame.current?.setPointerCapture(event.pointerId);
          setDrag(slotAt(event));
        }}
        onPointerMove={(event) => setHover(slotAt(event))}
        onPointerLeave={() => drag === null && setHover(null)}
        onPointerUp={finish}
      >
        <rect width={slots} height={HEIGHT} fill="transparent" />
        {high >= low && <rect x={low} width={high - low + 1} height={HEIGHT} className="fill-accent/20" />}
        {[...bySlot].map(([slot, bucket]) => {
          const height = Math.max(2, (Math.sqrt(bucket.count) / highest) * HEIGHT);
          const failed = bucket.errors === 0 ? 0 : Math.max(2, height * (bucket.errors / bucket.count));
          const strong = slot === hover;
          return (
            <g key={slot}>
              <rect
                x={slot + 0.1}
                width={0.8}
                y={HEIGHT - height}
                height={height}
                className={strong ? "fill-accent" : "fill-accent/45"}
              />
              {failed > 0 && <rect x={slot + 0.1} width={0.8} y={HEIGHT - failed} height={failed} className="fill-danger" />}
            </g>
          );
        })}
        <line x1={0} x2={slots} y1={HEIGHT} y2={HEIGHT} className="stroke-line" vectorEffect="non-scaling-stroke" />
      </svg>
      {shown && hover !== null && (
        <div
          className="tabular pointer-events-none absolute top-full z-20 -translate-x-1/2 whitespace-nowrap rounded-md border border-line bg-raised px-2 py-1 text-xs shadow-md"
          style={{ left: `clamp(6rem, ${((hover + 0.5) / slots) * 100}%, calc(100% - 6rem))` }}
        >
          <p className="text-faint">{formatDateTime(moment(hover), zone, { seconds: bucketSeconds < 60 })}</p>
          <p>
            {t.count("table.rows", shown.count)}
            {shown.errors > 0 && (
              <span className="ml-2 text-danger-text">{t("filter.failed", { count: formatNumber(shown.errors, t.locale) })}</span>
            )}
          </p>
        </div>
      )}
    </div>
  );
}
