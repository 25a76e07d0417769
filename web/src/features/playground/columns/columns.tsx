/** The columns side by side with the values that fill them; on a phone one at a time. */
import { useState } from "react";
import { Segmented } from "@/components/ui/segmented";
import { useT } from "@/i18n";
import { cn } from "@/lib/cn";
import { usePhone } from "@/lib/media";
import { useStored } from "@/lib/storage";
import type { AnswerStore } from "../answers/answer-store";
import { type Draft, letterOf, placeholdersOf, referringTexts, variablesOf } from "../draft";
import type { Connection, Filling } from "../queries";
import { type ColumnActions, ColumnView } from "./column-view";
import { FillingPanel } from "./filling-panel";
import { HeightDivider } from "./height-divider";

interface ColumnsProps {
  projectId: string;
  draft: Draft;
  connections: Connection[];
  store: AnswerStore;
  compareWith: string | null;
  mayEdit: boolean;
  actions: ColumnActions;
  onFilling: (make: (filling: Filling) => Filling) => void;
}

const VALUES = "values";

export function Columns({ draft, onFilling, ...props }: ColumnsProps) {
  const t = useT();
  const phone = usePhone();
  const [share, setShare] = useStored("playground.share", 0.55);
  const [shown, setShown] = useState("");
  const { columns } = draft;
  const wantsValues = variablesOf(columns).length + placeholdersOf(columns).length + referringTexts(columns).length > 0;
  const current = shown === VALUES || columns.some((one) => one.id === shown) ? shown : (columns[0]?.id ?? "");
  const values = (
    <FillingPanel
      projectId={props.projectId}
      columns={columns}
      filling={draft.filling}
      readOnly={!props.mayEdit}
      onChange={onFilling}
    />
  );
  const views = columns.map((column, place) => (
    <ColumnView
      key={column.id}
      {...props}
      column={column}
      place={place}
      count={columns.length}
      share={share}
      divider={<HeightDivider share={share} onChange={setShare} />}
    />
  ));
  if (phone) {
    return (
      <div className="flex min-h-0 flex-1 flex-col">
        <div className="overflow-x-auto border-line border-b bg-surface px-3 py-2">
          <Segmented
            aria-label={t("playground.shownColumn")}
            value={current}
            onValueChange={setShown}
            options={[
              { value: VALUES, label: t("playground.values") },
              ...columns.map((column, place) => ({ value: column.id, label: letterOf(place) })),
            ]}
          />
        </div>
        <div className="min-h-0 flex-1 overflow-y-auto">
          {current === VALUES ? values : views[columns.findIndex((one) => one.id === current)]}
        </div>
      </div>
    );
  }
  return (
    <div className="flex min-h-0 flex-1">
      <aside
        aria-label={t("playground.values")}
        className={cn("shrink-0 overflow-y-auto border-line border-r bg-surface", wantsValues ? "w-60" : "w-44")}
      >
        {values}
      </aside>
      <div className="grid min-h-0 min-w-0 flex-1 auto-cols-[minmax(19rem,1fr)] grid-flow-col grid-rows-1 divide-x divide-line overflow-x-auto">
        {views}
      </div>
    </div>
  );
}
