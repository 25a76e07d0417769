/** The saved view that a table shows: its layout, whether it was changed since, and the default that a bare address opens with. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { type SavedView, type ViewState, type ViewTable, viewsQuery } from "@/api/views";
import { toast } from "@/components/ui/toast";
import { useT } from "@/i18n";
import { useStored } from "@/lib/storage";
import { EMPTY_LAYOUT, type TableColumn, type TableLayout } from "./columns";
import { defaultView, differs, lostColumns, NO_VIEW, toLayout, toSearch, toState, type ViewSearch } from "./view-state";

const NO_VIEWS: SavedView[] = [];

export interface ViewInUse {
  projectId: string;
  table: ViewTable;
  views: readonly SavedView[];
  /** The view of the URL, when it still exists. */
  view: SavedView | null;
  layout: TableLayout;
  setLayout: (layout: TableLayout) => void;
  /** What saving now would keep. */
  state: ViewState;
  changed: boolean;
  /** Shows the layout as the view has it. */
  forgetChanges: () => void;
  apply: (search: ViewSearch, options?: { replace?: boolean }) => void;
  /** What a view names that the page does not have any more. */
  lost: (view: SavedView) => string[];
}

interface Options<Row> {
  projectId: string;
  table: ViewTable;
  columns: readonly TableColumn<Row>[];
  search: ViewSearch;
  /** True when the address asks for nothing of its own, so that a default view may. */
  bare: boolean;
  apply: ViewInUse["apply"];
  /** Options of a view that the page does not understand. */
  lostOptions?: (view: SavedView) => string[];
}

export function useView<Row>({ projectId, table, columns, search, bare, apply, lostOptions }: Options<Row>): ViewInUse {
  const t = useT();
  const found = useQuery(viewsQuery(projectId, table)).data;
  const views = found ?? NO_VIEWS;
  const view = views.find((one) => one.id === search.view) ?? null;
  const [own, setOwn] = useStored<TableLayout>(`table.${table}`, EMPTY_LAYOUT);
  // Changes to a view's columns stay with this browser until they are saved.
  const [touched, setTouched] = useStored<TableLayout | null>(`table.${table}.${view?.id ?? "own"}.changes`, null);
  const saved = useMemo(() => (view ? toLayout(view.state, columns) : null), [view, columns]);
  const layout = saved ? (touched ?? saved) : own;
  useEffect(() => {
    const first = bare && found ? defaultView(found) : undefined;
    if (first) apply(toSearch(first), { replace: true });
  }, [bare, found, apply]);
  const missing = found !== undefined && view === null && search.view !== undefined && search.view !== NO_VIEW;
  useEffect(() => {
    if (!missing) return;
    toast.warning(t("views.missing"), { description: t("views.missingWhy") });
    apply({ view: undefined }, { replace: true });
  }, [missing, apply, t]);
  const state = toState(search, layout, columns);
  return {
    projectId,
    table,
    views,
    view,
    layout,
    setLayout: view ? setTouched : setOwn,
    state,
    changed: view !== null && saved !== null && differs(state, toState(toSearch(view), saved, columns)),
    forgetChanges: () => setTouched(null),
    apply,
    lost: (one) => [...lostColumns(one, columns), ...(lostOptions?.(one) ?? [])],
  };
}
