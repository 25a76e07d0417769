/** The head of a column: its name, the order by it, its place, and the edge that changes its width, with the mouse or the arrow keys. */
import { ArrowDown, ArrowUp } from "lucide-react";
import type { DragEvent, KeyboardEvent } from "react";
import { useT } from "@/i18n";
import { cn } from "@/lib/cn";
import type { TableColumn } from "./columns";

export interface Sort {
  by: string;
  descending: boolean;
}

interface HeaderCellProps<Row> {
  column: TableColumn<Row>;
  width: number;
  sort?: Sort;
  onSort?: (sort: Sort) => void;
  onResizeStart: (event: unknown) => void;
  onResizeBy: (pixels: number) => void;
  /** The side on which a column that is being dragged would come to stand. */
  mark?: "left" | "right";
  onDragStart: () => void;
  onDragEnd: () => void;
  onDragOver: (event: DragEvent) => void;
  onDrop: () => void;
}

export function HeaderCell<Row>(props: HeaderCellProps<Row>) {
  const { column, width, sort, onSort, onResizeStart, onResizeBy, mark } = props;
  const t = useT();
  const by = column.sort;
  const sorted = by !== undefined && sort?.by === by;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowLeft") onResizeBy(-16);
    else if (event.key === "ArrowRight") onResizeBy(16);
    else return;
    event.preventDefault();
  };
  return (
    <div
      role="columnheader"
      aria-sort={sorted ? (sort.descending ? "descending" : "ascending") : undefined}
      draggable
      onDragStart={props.onDragStart}
      onDragEnd={props.onDragEnd}
      onDragOver={props.onDragOver}
      onDrop={props.onDrop}
      className={cn(
        "group/head relative flex shrink-0 items-center px-2.5 font-medium text-soft text-xs",
        mark === "left" && "shadow-[inset_2px_0_var(--color-accent)]",
        mark === "right" && "shadow-[inset_-2px_0_var(--color-accent)]",
      )}
      style={{ width }}
    >
      {by && onSort ? (
        <button
          type="button"
          className={cn(
            "flex h-full min-w-0 flex-1 items-center gap-1 hover:text-ink",
            column.align === "right" && "justify-end",
          )}
          onClick={() => onSort({ by, descending: sorted ? !sort.descending : true })}
        >
          <span className="truncate">{column.header}</span>
          {sorted &&
            (sort.descending ? <ArrowDown className="size-3" aria-hidden /> : <ArrowUp className="size-3" aria-hidden />)}
        </button>
      ) : (
        <span className={cn("truncate", column.align === "right" && "ml-auto")}>{column.header}</span>
      )}
      <div
        role="separator"
        tabIndex={0}
        aria-orientation="vertical"
        aria-valuenow={Math.round(width)}
        aria-label={t("table.resize", { column: column.header })}
        // Pulling the edge is no dragging of the column.
        draggable
        onDragStart={(event) => {
          event.preventDefault();
          event.stopPropagation();
        }}
        onMouseDown={onResizeStart}
        onTouchStart={onResizeStart}
        onKeyDown={onKeyDown}
        className="absolute inset-y-0 right-0 w-2 cursor-col-resize touch-none opacity-0 after:absolute after:inset-y-1.5 after:right-0.5 after:w-px after:bg-line-strong focus-visible:opacity-100 group-hover/head:opacity-100"
      />
    </div>
  );
}
