/** Which columns are shown, in which order, and how tall rows are. */
import { Columns3, GripVertical } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Input } from "@/components/ui/input";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import { Segmented } from "@/components/ui/segmented";
import { Tip } from "@/components/ui/tooltip";
import { useT } from "@/i18n";
import { cn } from "@/lib/cn";
import { arrange, EMPTY_LAYOUT, isVisible, move, type RowHeight, type TableColumn, type TableLayout } from "./columns";

interface ColumnMenuProps<Row> {
  columns: readonly TableColumn<Row>[];
  layout: TableLayout;
  onChange: (layout: TableLayout) => void;
}

export function ColumnMenu<Row>({ columns, layout, onChange }: ColumnMenuProps<Row>) {
  const t = useT();
  const [query, setQuery] = useState("");
  const [dragged, setDragged] = useState<string | null>(null);
  const arranged = arrange(columns, layout.order);
  const order = arranged.map((column) => column.id);
  const shown = arranged.filter((column) => column.header.toLocaleLowerCase().includes(query.toLocaleLowerCase()));
  const show = (id: string, on: boolean) => onChange({ ...layout, visible: { ...layout.visible, [id]: on } });
  const reorder = (id: string, target: string) => onChange({ ...layout, order: move(order, id, target) });
  return (
    <Popover>
      <Tip content={t("table.columns")}>
        <PopoverTrigger asChild>
          <Button aria-label={t("table.columns")} size="icon">
            <Columns3 aria-hidden />
          </Button>
        </PopoverTrigger>
      </Tip>
      <PopoverContent align="end" className="flex w-72 flex-col p-0">
        <div className="flex items-center justify-between gap-2 border-line border-b p-2.5">
          <span className="text-soft text-xs">{t("table.rowHeight")}</span>
          <Segmented
            aria-label={t("table.rowHeight")}
            className="h-7"
            value={layout.height}
            onValueChange={(height) => onChange({ ...layout, height: height as RowHeight })}
            options={[
              { value: "s", label: "S" },
              { value: "m", label: "M" },
              { value: "l", label: "L" },
            ]}
          />
        </div>
        <div className="p-2 pb-1">
          <Input
            value={query}
            onChange={(event) => setQuery(event.target.value)}
            placeholder={t("table.findColumn")}
            aria-label={t("table.findColumn")}
          />
        </div>
        <ul className="max-h-80 overflow-y-auto p-1">
          {shown.map((column) => (
            <li
              key={column.id}
              draggable
              onDragStart={() => setDragged(column.id)}
              onDragEnd={() => setDragged(null)}
              onDragOver={(event) => dragged && event.preventDefault()}
              onDrop={() => dragged && reorder(dragged, column.id)}
              className={cn(
                "group flex items-center gap-2 rounded-sm px-1 hover:bg-hover",
                dragged === column.id && "opacity-50",
              )}
            >
              <label htmlFor={`column-${column.id}`} className="flex min-w-0 flex-1 items-center gap-2 py-1.5 pl-1 text-sm">
                <Checkbox
                  id={`column-${column.id}`}
                  checked={isVisible(column, layout)}
                  disabled={column.fixed}
                  onCheckedChange={(on) => show(column.id, on === true)}
                />
                <span className="truncate">{column.header}</span>
                {column.group && <span className="ml-auto truncate text-2xs text-faint">{column.group}</span>}
              </label>
              <button
                type="button"
                aria-label={t("table.moveColumn", { column: column.header })}
                className="grid size-6 shrink-0 cursor-grab place-items-center rounded-sm text-faint opacity-0 focus-visible:opacity-100 group-hover:opacity-100"
                onKeyDown={(event) => {
                  const by = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0;
                  const target = order[order.indexOf(column.id) + by];
                  if (!by || !target) return;
                  event.preventDefault();
                  reorder(column.id, target);
                }}
              >
                <GripVertical className="size-3.5" aria-hidden />
              </button>
            </li>
          ))}
        </ul>
        <div className="border-line border-t p-1.5">
          <Button variant="ghost" size="sm" onClick={() => onChange(EMPTY_LAYOUT)}>
            {t("table.resetColumns")}
          </Button>
        </div>
      </PopoverContent>
    </Popover>
  );
}
