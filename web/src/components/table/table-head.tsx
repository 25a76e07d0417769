/** The head of a table: a cell a column, which can be dragged to another's place, and the box that selects every row. */
import { useState } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { useT } from "@/i18n";
import { SELECT_PIXELS, type TableColumn } from "./columns";
import { HeaderCell, type Sort } from "./header-cell";

/** A column as it stands in the table. */
export interface ShownColumn<Row> {
  column: TableColumn<Row>;
  /** Pixels. */
  width: number;
  startResize: (event: unknown) => void;
}

interface TableHeadProps<Row> {
  shown: readonly ShownColumn<Row>[];
  sort?: Sort;
  onSort?: (sort: Sort) => void;
  onResize: (widths: Record<string, number>) => void;
  /** Puts the column `id` where `target` is. */
  onMove: (id: string, target: string) => void;
  /** How many rows are selected; undefined where rows cannot be. */
  selection?: boolean | "indeterminate";
  onSelectAll: (on: boolean) => void;
}

export function TableHead<Row>({ shown, sort, onSort, onResize, onMove, selection, onSelectAll }: TableHeadProps<Row>) {
  const t = useT();
  const [dragged, setDragged] = useState<string | null>(null);
  const [over, setOver] = useState<string | null>(null);
  const place = (id: string) => shown.findIndex((one) => one.column.id === id);
  const stop = () => {
    setDragged(null);
    setOver(null);
  };
  /** The side of the column under the mouse on which the dragged one would come to stand. */
  const mark = (id: string) => {
    if (dragged === null || over !== id || dragged === id) return undefined;
    return place(dragged) < place(id) ? "right" : "left";
  };
  return (
    <div role="rowgroup" className="sticky top-0 z-10 border-line border-b bg-sunken">
      <div role="row" aria-rowindex={1} className="flex h-8">
        {selection !== undefined && (
          <div role="columnheader" className="grid shrink-0 place-items-center" style={{ width: SELECT_PIXELS }}>
            <Checkbox aria-label={t("table.selectAll")} checked={selection} onCheckedChange={(on) => onSelectAll(on === true)} />
          </div>
        )}
        {shown.map(({ column, width, startResize }) => (
          <HeaderCell
            key={column.id}
            column={column}
            width={width}
            sort={sort}
            onSort={onSort}
            onResizeStart={startResize}
            onResizeBy={(delta) => onResize({ [column.id]: Math.max(48, width + delta) })}
            mark={mark(column.id)}
            onDragStart={() => setDragged(column.id)}
            onDragEnd={stop}
            onDragOver={(event) => {
              if (dragged === null) return;
              event.preventDefault();
              setOver(column.id);
            }}
            onDrop={() => {
              if (dragged !== null && dragged !== column.id) onMove(dragged, column.id);
              stop();
            }}
          />
        ))}
      </div>
    </div>
  );
}
