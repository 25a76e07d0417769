/** J, K and O in a table. */
import { useState } from "react";
import { useT } from "@/i18n";
import { useShortcut } from "@/lib/shortcuts";

interface CursorOptions<Row> {
  rows: readonly Row[];
  rowId: (row: Row) => string;
  openId: string | null;
  onOpen?: (row: Row) => void;
  scrollTo: (index: number) => void;
}

/** The row that J and K are at. With the panel open they open the next row in it; otherwise they only point, and Enter opens. */
export function useCursor<Row>({ rows, rowId, openId, onOpen, scrollTo }: CursorOptions<Row>): number {
  const t = useT();
  const [pointed, setPointed] = useState(-1);
  const openIndex = openId === null ? -1 : rows.findIndex((row) => rowId(row) === openId);
  const current = openIndex >= 0 ? openIndex : pointed;
  const group = t("shell.shortcutTable");
  const step = (by: number) => {
    const next = Math.min(Math.max(current + by, 0), rows.length - 1);
    const row = rows[next];
    if (!row) return;
    setPointed(next);
    scrollTo(next);
    if (openId !== null) onOpen?.(row);
  };
  useShortcut({ keys: "j", label: t("table.next"), group }, () => step(1), rows.length > 0);
  useShortcut({ keys: "k", label: t("table.previous"), group }, () => step(-1), rows.length > 0);
  useShortcut(
    { keys: "o", label: t("table.open"), group },
    () => {
      const row = rows[current];
      if (row) onOpen?.(row);
    },
    onOpen !== undefined && rows.length > 0,
  );
  return pointed >= 0 && openIndex < 0 ? pointed : -1;
}
