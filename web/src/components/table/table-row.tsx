/** A row of a table: its cells, the box that selects it, and the click that opens it. */
import type { MouseEvent } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { useT } from "@/i18n";
import { cn } from "@/lib/cn";
import { type RowHeight, SELECT_PIXELS } from "./columns";
import type { ShownColumn } from "./table-head";

interface TableRowProps<Row> {
  row: Row;
  shown: readonly ShownColumn<Row>[];
  height: RowHeight;
  /** The place among all rows, from 0. */
  index: number;
  /** Pixels of the row, and from the table's top to it. */
  pixels: number;
  top: number;
  open: boolean;
  cursor: boolean;
  fresh: boolean;
  /** Undefined where rows cannot be selected. */
  selected?: boolean;
  onSelect: (on: boolean) => void;
  onOpen?: (row: Row) => void;
  hrefOf?: (row: Row) => string;
}

export function TableRow<Row>(props: TableRowProps<Row>) {
  const { row, shown, height, index, pixels, top, selected } = props;
  const t = useT();
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected}
      data-open={props.open || undefined}
      data-cursor={props.cursor || undefined}
      data-fresh={props.fresh || undefined}
      className="group absolute inset-x-0 flex border-line border-b hover:bg-hover data-cursor:bg-hover data-fresh:animate-fresh data-open:bg-selected aria-selected:bg-accent-soft"
      style={{ height: pixels, transform: `translateY(${top}px)` }}
      onClick={(event) => openFrom(event, props)}
      onAuxClick={(event) => event.button === 1 && openFrom(event, props)}
    >
      {selected !== undefined && (
        <div role="cell" className="flex shrink-0" style={{ width: SELECT_PIXELS }}>
          {/* biome-ignore lint/a11y/noLabelWithoutControl: the checkbox inside is a button of Radix; who just misses it means it all the same */}
          <label
            className={cn("flex flex-1 cursor-pointer justify-center", height === "s" ? "items-center" : "items-start py-2")}
          >
            <Checkbox
              aria-label={t("table.selectRow")}
              checked={selected}
              onCheckedChange={(on) => props.onSelect(on === true)}
            />
          </label>
        </div>
      )}
      {shown.map(({ column, width }) => (
        <div
          key={column.id}
          role="cell"
          className={cn(
            "flex min-w-0 shrink-0 overflow-hidden px-2.5",
            height === "s" ? "items-center" : "items-start py-2",
            column.align === "right" && "tabular justify-end text-right",
          )}
          style={{ width }}
        >
          {column.cell(row, { height })}
        </div>
      ))}
    </div>
  );
}

function openFrom<Row>(event: MouseEvent, { row, onOpen, hrefOf }: Pick<TableRowProps<Row>, "row" | "onOpen" | "hrefOf">): void {
  // Links and controls inside the row act on their own; so does text being selected.
  if ((event.target as HTMLElement).closest("a, button, input, label, [role=checkbox]")) return;
  if (getSelection()?.type === "Range") return;
  if (hrefOf && (event.metaKey || event.ctrlKey || event.button === 1)) {
    window.open(hrefOf(row), "_blank", "noopener");
    return;
  }
  onOpen?.(row);
}
