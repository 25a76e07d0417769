/** What a table is told about its columns, and the part of it that a person may change. Pure. */
import type { ReactNode } from "react";

export type RowHeight = "s" | "m" | "l";

/** Pixels of one row. S is one line, M has three lines of a long text and L six. */
export const ROW_PIXELS: Record<RowHeight, number> = { s: 34, m: 71, l: 125 };

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
  /** Texts that are read as far as there is room: such columns share what the window has more or less than all columns need. */
  elastic?: boolean;
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

/** The width of the column of boxes that select rows. */
export const SELECT_PIXELS = 36;

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

const [NARROWEST, WIDEST] = [80, 520];

/**
 * Widths of elastic columns with which all shown columns fill the available pixels. Empty where nobody knows the available width,
 * where a person chose widths, and where too many columns are shown: then they have their own widths and scroll.
 */
export function fitWidths(
  shown: readonly Pick<TableColumn<never>, "id" | "width" | "elastic">[],
  chosen: Record<string, number>,
  available: number,
): Record<string, number> {
  const elastic = shown.filter((column) => column.elastic);
  if (available <= 0 || elastic.length === 0 || Object.keys(chosen).length > 0) return {};
  const own = shown.reduce((sum, column) => sum + column.width, 0);
  const stretched = elastic.reduce((sum, column) => sum + column.width, 0);
  const factor = (stretched + available - own) / stretched;
  if (elastic.some((column) => column.width * factor < Math.min(NARROWEST, column.width))) return {};
  return Object.fromEntries(elastic.map((column) => [column.id, Math.min(WIDEST, Math.floor(column.width * factor))]));
}
