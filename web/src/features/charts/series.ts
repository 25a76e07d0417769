/** From the points of an answer to one row of values a group, with a place for every stretch of time. Pure. */

interface Point {
  time: string;
  key: string;
  value: number | null;
}

export interface Series {
  key: string;
  values: (number | null)[];
}

export interface Timeline {
  /** The beginning of each stretch of time, in ISO. */
  times: string[];
  series: Series[];
  /** The top of the axis: just above the highest value (of the stack where values add up), and its half is as round as itself. */
  highest: number;
}

const MOST = 600;

interface Span {
  from: string;
  to: string;
  stepSeconds: number;
}

/** All of the span that was asked about. Stretches without rows are 0 where values add up, and nothing (a gap) where they do not. */
export function timeline(points: readonly Point[], keys: readonly string[], span: Span, stacked: boolean): Timeline {
  if (!points[0]) return { times: [], series: [], highest: 0 };
  // Stretches begin at round times in the project's zone: where one begins, all others are a number of steps away.
  const [anchor, step] = [Date.parse(points[0].time), span.stepSeconds * 1000];
  const first = anchor + Math.floor((Date.parse(span.from) - anchor) / step) * step;
  const count = Math.min(MOST, Math.ceil((Date.parse(span.to) - first) / step));
  const times = Array.from({ length: count }, (_, index) => new Date(first + index * step).toISOString());
  const series = keys.map((key) => ({ key, values: Array<number | null>(count).fill(stacked ? 0 : null) }));
  const byKey = new Map(series.map((one) => [one.key, one.values]));
  for (const point of points) {
    const values = byKey.get(point.key);
    const place = Math.round((Date.parse(point.time) - first) / step);
    if (values && place >= 0 && place < count && point.value !== null) values[place] = point.value;
  }
  const sums = times.map((_, place) => {
    const here = series.map((one) => one.values[place] ?? 0);
    return stacked ? here.reduce((sum, value) => sum + value, 0) : Math.max(0, ...here);
  });
  return { times, series, highest: roundUp(Math.max(0, ...sums)) };
}

/** What the first digits of the top of an axis may be; up to ten things are even, because nobody counts half ones. */
const TOPS = [1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10];
const EVEN_TOPS = [2, 4, 6, 8, 10];

/** 39 becomes 40, 5 becomes 6, 2055 becomes 2400, 0.0031 becomes 0.004. */
export function roundUp(value: number): number {
  if (value <= 0) return 0;
  const unit = 10 ** Math.floor(Math.log10(value));
  const tops = unit === 1 ? EVEN_TOPS : TOPS;
  return (tops.find((top) => top * unit >= value) ?? 10) * unit;
}
