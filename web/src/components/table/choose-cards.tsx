/** Choosing cards on a phone. It is begun by a button: checks would take their room from every card, and a tap opens a card. */
import { ListChecks } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { useT } from "@/i18n";
import { CardList, type CardListProps, withOrWithout } from "./card-list";

export function ChooseCardsButton({ active, onChange }: { active: boolean; onChange: (active: boolean) => void }) {
  const t = useT();
  return (
    <Button size="icon" aria-label={t("table.choose")} aria-pressed={active} onClick={() => onChange(!active)}>
      <ListChecks aria-hidden />
    </Button>
  );
}

interface ChoosingHeadProps {
  /** Ids of the rows that were loaded. */
  shown: readonly string[];
  selected: ReadonlySet<string>;
  onSelect: (selected: ReadonlySet<string>) => void;
  onEnd: () => void;
}

/** Above the cards while they are chosen: all of them at once, and the way out. */
function ChoosingHead({ shown, selected, onSelect, onEnd }: ChoosingHeadProps) {
  const t = useT();
  const all = shown.length > 0 && shown.every((id) => selected.has(id));
  return (
    <div className="flex h-11 shrink-0 items-center border-line border-b bg-sunken pr-2">
      {/* biome-ignore lint/a11y/noLabelWithoutControl: the checkbox inside is a button of Radix; the label is its finger's room */}
      <label className="flex h-full min-w-0 flex-1 items-center text-sm">
        <span className="grid h-full w-12 shrink-0 place-items-center">
          <Checkbox
            aria-label={t("table.selectAll")}
            checked={all || (selected.size > 0 ? "indeterminate" : false)}
            onCheckedChange={(on) => onSelect(new Set(on === true ? shown : []))}
          />
        </span>
        <span className="truncate">{selected.size > 0 ? t.count("table.selected", selected.size) : t("table.selectAll")}</span>
      </label>
      <Button variant="ghost" className="h-full" onClick={onEnd}>
        {t("actions.done")}
      </Button>
    </div>
  );
}

interface ChoosableCardsProps<Row> extends CardListProps<Row> {
  /** Cards are being chosen: a tap chooses instead of opening. */
  choosing: boolean;
  onEnd: () => void;
}

export function ChoosableCards<Row>({ choosing, onEnd, selected, onSelect, ...cards }: ChoosableCardsProps<Row>) {
  const chosen = choosing && onSelect ? selected : undefined;
  const toggle = (row: Row) => {
    const id = cards.rowId(row);
    if (chosen) onSelect?.(withOrWithout(chosen, id, !chosen.has(id)));
  };
  return (
    <>
      {chosen && onSelect && (
        <ChoosingHead shown={cards.rows.map(cards.rowId)} selected={chosen} onSelect={onSelect} onEnd={onEnd} />
      )}
      <CardList {...cards} selected={chosen} onSelect={onSelect} onOpen={chosen ? toggle : cards.onOpen} />
    </>
  );
}
