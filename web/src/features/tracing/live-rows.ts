/** New rows that arrive while somebody reads. At the top of the list they slide in; further down they wait to be asked for. */
import { useEffect, useMemo, useState } from "react";

interface LiveRows<Row> {
  rows: readonly Row[];
  /** How many wait above. */
  waiting: number;
  show: () => void;
  /** Rows that came in since the list was opened. */
  fresh: ReadonlySet<string>;
}

const MOST_KEPT = 2000;

/** Newer versions of rows first, each id once. */
export function mergeRows<Row>(newer: readonly Row[], older: readonly Row[], idOf: (row: Row) => string): Row[] {
  const seen = new Set<string>();
  return [...newer, ...older].filter((row) => {
    const id = idOf(row);
    if (seen.has(id)) return false;
    seen.add(id);
    return true;
  });
}

export function useLiveRows<Row>(
  base: readonly Row[],
  arrived: readonly Row[] | undefined,
  idOf: (row: Row) => string,
  atTop: boolean,
  /** Changes when another list is shown; what arrived for the old one is forgotten. */
  list: string,
): LiveRows<Row> {
  const [taken, setTaken] = useState<{ list: string; rows: readonly Row[] }>({ list, rows: [] });
  const current = taken.list === list ? taken.rows : [];
  const known = useMemo(() => new Set([...current, ...base].map(idOf)), [current, base, idOf]);
  const news = arrived?.filter((row) => !known.has(idOf(row))) ?? [];
  const take = () => {
    if (arrived) setTaken({ list, rows: mergeRows(arrived, current, idOf).slice(0, MOST_KEPT) });
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: an arrival is taken once, when it comes or when the reader is back at the top
  useEffect(() => {
    if (atTop && arrived && arrived.length > 0) take();
  }, [arrived, atTop, list]);
  const rows = useMemo(() => mergeRows(current, base, idOf), [current, base, idOf]);
  const fresh = useMemo(
    () => new Set(current.map(idOf).filter((id) => !base.some((row) => idOf(row) === id))),
    [current, base, idOf],
  );
  return { rows, waiting: atTop ? 0 : news.length, show: take, fresh };
}
