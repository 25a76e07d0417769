/** Between what a saved view restores and what a table shows. Pure. */
import type { SavedView, ViewState } from "@/api/views";
import { arrange, EMPTY_LAYOUT, isVisible, type RowHeight, type TableColumn, type TableLayout } from "./columns";

const HEIGHTS: Record<RowHeight, ViewState["row_height"]> = { s: "small", m: "medium", l: "large" };

/** What of a view stands in the page's URL. */
export interface ViewSearch {
  q?: string;
  range?: string;
  order?: string;
  /** The id of the view it came from; `none` when the reader wants no view, not even the default. */
  view?: string;
  chart?: string;
  show?: string;
  tools?: string;
  system?: string;
}

/** What pages say in their address besides search, time and order. */
const OPTIONS = ["chart", "show", "tools", "system"] as const;

export const NO_VIEW = "none";

type Column = Pick<TableColumn<never>, "id" | "hidden" | "fixed">;

export function toState(search: ViewSearch, layout: TableLayout, columns: readonly Column[]): ViewState {
  return {
    filter: search.q ?? "",
    order: search.order ?? "",
    time_range: search.range ?? "",
    columns: arrange(columns, layout.order).flatMap((column) => (isVisible(column, layout) ? column.id : [])),
    widths: layout.widths,
    row_height: HEIGHTS[layout.height],
    options: Object.fromEntries(OPTIONS.flatMap((name) => (search[name] ? [[name, search[name]]] : []))),
  };
}

/** The layout of a view. Columns that it does not name are hidden; a view that names none leaves them as they are at first. */
export function toLayout(state: ViewState, columns: readonly Column[]): TableLayout {
  const height = state.row_height === "medium" ? "m" : state.row_height === "large" ? "l" : "s";
  const named = state.columns ?? [];
  const base: TableLayout = { ...EMPTY_LAYOUT, widths: state.widths ?? {}, height };
  if (named.length === 0) return base;
  const shown = new Set(named);
  const others = columns.flatMap((column) => (shown.has(column.id) ? [] : [[column.id, false] as const]));
  return { ...base, order: named, visible: Object.fromEntries([...named.map((id) => [id, true] as const), ...others]) };
}

/** What of a view stands in the URL; without a view, what clears it. */
export function toSearch(view: SavedView | undefined): ViewSearch {
  const { filter, time_range, order, options } = view?.state ?? {};
  return {
    view: view?.id ?? NO_VIEW,
    q: filter || undefined,
    range: time_range || undefined,
    order: order || undefined,
    ...Object.fromEntries(OPTIONS.map((name) => [name, options?.[name]])),
  };
}

/** Columns that a view names and the page no longer has, in words for the reader. Columns of scores come and go with the data. */
export function lostColumns(view: SavedView, columns: readonly Column[]): string[] {
  const known = new Set(columns.map((column) => column.id));
  return (view.state.columns ?? []).filter((id) => !known.has(id) && !id.startsWith("score:"));
}

/** Whether the page shows something else than the view would restore. */
export function differs(one: ViewState, other: ViewState): boolean {
  const plain = ({ filter, order, time_range, columns, widths, row_height, options }: ViewState) =>
    JSON.stringify([
      ...[filter, order, time_range, columns, row_height],
      ...[widths, options].map((one) => Object.entries(one ?? {}).sort()),
    ]);
  return plain(one) !== plain(other);
}

/** The view to open with: one's own default before the project's. */
export function defaultView(views: readonly SavedView[]): SavedView | undefined {
  const defaults = views.filter((view) => view.is_default);
  return defaults.find((view) => view.is_personal) ?? defaults[0];
}
