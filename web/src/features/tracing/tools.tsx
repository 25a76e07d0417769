/** The line above the table: facets, search, views, columns, export. */

import { ChartColumn, Table2 } from "lucide-react";
import { lazy, type ReactNode, Suspense } from "react";
import { FacetsButton } from "@/components/filter/facets-button";
import { ColumnMenu } from "@/components/table/column-menu";
import type { TableColumn } from "@/components/table/columns";
import type { ViewInUse } from "@/components/table/use-view";
import { ViewMenu } from "@/components/table/view-menu";
import { Button } from "@/components/ui/button";
import { Tip } from "@/components/ui/tooltip";
import { useT } from "@/i18n";
import { usePhone } from "@/lib/media";
import { PresetItems } from "./preset-items";
import { PRESETS } from "./presets";
import type { TableProps } from "./props";

const ExportMenu = lazy(async () => ({ default: (await import("@/components/export-menu")).ExportMenu }));

interface ToolsProps<Row> extends TableProps {
  columns: readonly TableColumn<Row>[];
  use: ViewInUse;
  facetsShown: boolean;
  onFacets: () => void;
  /** Begins to choose cards, on a phone. */
  choose: ReactNode;
}

export function Tools<Row>(props: ToolsProps<Row>) {
  const { use, facetsShown, onFacets, columns, subject, request, total, bar, search, onSearch } = props;
  const t = useT();
  const phone = usePhone();
  const preset = PRESETS.find((one) => one.filter === request.filter && one.rows === subject);
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-2 border-line border-b bg-surface px-3 py-2">
      <FacetsButton shown={facetsShown} onClick={onFacets} />
      <div className="flex min-w-0 flex-1 basis-64 max-md:basis-40">{bar}</div>
      <ViewMenu
        use={use}
        preset={preset && t(preset.label)}
        presets={
          <PresetItems
            onChoose={({ filter, rows }) =>
              onSearch({ q: filter, rows: rows === "traces" ? undefined : rows, order: undefined, view: undefined })
            }
          />
        }
      />
      <Tip content={t(search.chart === undefined ? "charts.showChart" : "charts.showTable")}>
        <Button
          size="icon"
          aria-label={t(search.chart === undefined ? "charts.showChart" : "charts.showTable")}
          onClick={() => onSearch({ chart: search.chart === undefined ? props.firstChart : undefined })}
        >
          {search.chart === undefined ? <ChartColumn aria-hidden /> : <Table2 aria-hidden />}
        </Button>
      </Tip>
      {props.choose}
      {!phone && search.chart === undefined && <ColumnMenu columns={columns} layout={use.layout} onChange={use.setLayout} />}
      {!phone && (
        <Suspense fallback={<span className="size-8" />}>
          <ExportMenu name={subject} path={`exports/${subject}`} request={request} total={total} />
        </Suspense>
      )}
    </div>
  );
}
