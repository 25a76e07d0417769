/** What a table is told about its columns, and the part of it that a person may change. Pure. */
import type { ReactNode } from "react";

export type RowHeight = "s" | "m" | "l";

/** Pixels of one row. S is one line; M and L show more of long texts. */
export const ROW_PIXELS: Record<RowHeight, number> = { s: 34, m: 64, l: 132 };

export interface CellContext {
  height: RowHeight;
}

export interface TableColumn<Row> {
  id: string;
  header: string;
  /** Shown in the column menu under this heading. */
  group?: string;
  /** Pixels at first. */
  width: number;
  align?: "left" | "right";
  /** Hidden until someone asks for it. */
  hidden?: boolean;
  /** Cannot be hidden; holds the link that opens the row. */
  fixed?: boolean;
  /** The name of the server's order, when it can order by this column. */
  sort?: string;
  cell: (row: Row, context: CellContext) => ReactNode;
}

/** What a person changed, kept by name of column so that it survives new and removed columns. */
export interface TableLayout {
  order: string[];
  /** true shows a column that is hidden at first, false hides one that is shown. */
  visible: Record<string, boolean>;
  widths: Record<string, number>;
  height: RowHeight;
}

export const EMPTY_LAYOUT: TableLayout = { order: [], visible: {}, widths: {}, height: "s" };

export function isVisible(column: Pick<TableColumn<never>, "id" | "hidden" | "fixed">, layout: TableLayout): boolean {
  return column.fixed || (layout.visible[column.id] ?? !column.hidden);
}

/** The columns in the person's order; columns the order does not know stay behind the neighbour they are declared after. */
export function arrange<C extends { id: string }>(columns: readonly C[], order: readonly string[]): C[] {
  const known = new Map(columns.map((column) => [column.id, column]));
  const arranged = order.flatMap((id) => known.get(id) ?? []);
  const placed = new Set(arranged.map((column) => column.id));
  columns.forEach((column, index) => {
    if (placed.has(column.id)) return;
    const before = columns[index - 1];
    const at = before ? arranged.findIndex((one) => one.id === before.id) + 1 : 0;
    arranged.splice(at, 0, column);
    placed.add(column.id);
  });
  return arranged;
}

/** Puts `id` where `target` is. */
export function move(order: readonly string[], id: string, target: string): string[] {
  const from = order.indexOf(id);
  const to = order.indexOf(target);
  if (from < 0 || to < 0) return [...order];
  const next = order.filter((one) => one !== id);
  next.splice(to, 0, id);
  return next;
}
