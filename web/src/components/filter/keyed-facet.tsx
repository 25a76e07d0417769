/** A facet of what has names of its own: keys of metadata, names of scores. Each can be asked for a value, a range, or to be there. */

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { useT } from "@/i18n";
import { cn } from "@/lib/cn";
import { formatCompact } from "@/lib/format";
import { addTerm, keyNames, keysInUse, readChosen, readTerms, removeTerm } from "./edit";
import { FacetSearch } from "./facet-search";
import type { FilterField, ValuesQuery } from "./fields";
import { quoteField } from "./lex";
import { RangeFacet } from "./range-facet";
import { TextFacet } from "./text-facet";

interface KeyedFacetProps {
  field: FilterField;
  label: string;
  filter: string;
  onChange: (filter: string) => void;
  keysQuery: ValuesQuery;
}

const SHOWN_AT_FIRST = 8;

export function KeyedFacet({ field, label, filter, onChange, keysQuery }: KeyedFacetProps) {
  const t = useT();
  const [containing, setContaining] = useState("");
  const [all, setAll] = useState(false);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const prefix = useDeferredValue(containing.trim());
  const found = useQuery({ ...keysQuery({ field: field.name, key: "", prefix, of: "keys" }), placeholderData: keepPreviousData });
  const names = [field.name, ...field.aliases];
  const used = keysInUse(filter, names);
  const counts = new Map(found.data?.map((one) => [one.value, one.count]));
  const keys = [...used, ...[...counts.keys()].filter((key) => !used.includes(key))];
  const shown = all || prefix !== "" ? keys : keys.slice(0, Math.max(SHOWN_AT_FIRST, used.length));
  const toggle = (key: string) => {
    const next = new Set(open);
    if (!next.delete(key)) next.add(key);
    setOpen(next);
  };
  return (
    <div className="pb-2">
      {(all || prefix !== "") && <FacetSearch label={label} containing={containing} onContaining={setContaining} />}
      {keys.length === 0 && !found.isPending && <p className="px-3 py-1 pl-6 text-faint text-xs">{t("filter.noValues")}</p>}
      <ul>
        {shown.map((key) => {
          const inside = keyNames(names, key);
          const { included, min, max } = readChosen(filter, inside);
          const asked = included.size > 0 || min !== null || max !== null;
          return (
            <KeyRow
              key={key}
              label={`${label}: ${key}`}
              name={key}
              count={counts.get(key)}
              term={`has:${quoteField(field.name, key)}`}
              names={inside}
              open={asked || open.has(key)}
              onToggle={() => toggle(key)}
              filter={filter}
              onChange={onChange}
            />
          );
        })}
      </ul>
      {!all && keys.length > shown.length && (
        <button type="button" onClick={() => setAll(true)} className="h-7 pl-6 text-accent-text text-xs hover:underline">
          {t("filter.showAll")}
        </button>
      )}
    </div>
  );
}

interface KeyRowProps {
  label: string;
  name: string;
  count: number | undefined;
  /** The condition that the key is there at all. */
  term: string;
  names: string[];
  open: boolean;
  onToggle: () => void;
  filter: string;
  onChange: (filter: string) => void;
}

function KeyRow({ label, name, count, term, names, open, onToggle, filter, onChange }: KeyRowProps) {
  const t = useT();
  const isThere = readTerms(filter)?.some((one) => one.text === term) ?? false;
  return (
    <li>
      <div className="flex h-7 items-center gap-2 pr-2.5 pl-6 hover:bg-hover max-md:h-10">
        <Checkbox
          aria-label={t("filter.has", { key: label })}
          className="size-3.5"
          checked={isThere}
          onCheckedChange={() => onChange(isThere ? removeTerm(filter, term) : addTerm(filter, term))}
        />
        <button
          type="button"
          title={name}
          aria-expanded={open}
          onClick={onToggle}
          className={cn("min-w-0 flex-1 truncate text-left text-xs hover:underline", open && "font-medium")}
        >
          {name}
        </button>
        <span className="tabular text-2xs text-faint">{count === undefined ? "" : formatCompact(count, t.locale)}</span>
      </div>
      {open && (
        <div className="flex flex-col gap-1.5 py-1">
          <div className="pr-3 pl-11">
            <TextFacet label={label} names={names} filter={filter} onChange={onChange} />
          </div>
          <div className="pl-5">
            <RangeFacet label={label} names={names} filter={filter} onChange={onChange} />
          </div>
        </div>
      )}
    </li>
  );
}
