/** The facets beside a table: values with counts, ranges of numbers. They read and write the same filter text as the search bar. */

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ChevronRight, CircleMinus, X } from "lucide-react";
import { type ReactNode, useDeferredValue, useState } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { Skeleton } from "@/components/ui/skeleton";
import { useT } from "@/i18n";
import { cn } from "@/lib/cn";
import { formatCompact, formatNumber } from "@/lib/format";
import { useStored } from "@/lib/storage";
import { keysInUse, readChosen, readTerms, withoutField, writeValues } from "./edit";
import { FacetSearch } from "./facet-search";
import { fieldLabel } from "./field-label";
import {
  type FacetsQuery,
  type FilterField,
  KEYED_KINDS,
  NUMBER_KINDS,
  namesOf,
  type ValueCount,
  type ValuesQuery,
} from "./fields";
import { KeyedFacet } from "./keyed-facet";
import { RangeFacet } from "./range-facet";
import { TextFacet } from "./text-facet";

interface FacetPanelProps {
  /** In the order in which they are offered; those in use move to the top. */
  facets: readonly FilterField[];
  /** Names of facets that are open until somebody closes them. */
  openAtFirst: readonly string[];
  filter: string;
  onChange: (filter: string) => void;
  facetsQuery: FacetsQuery;
  /** Asks for the keys inside a field: of metadata, and the names of scores. */
  keysQuery: ValuesQuery;
  /** What is open is remembered under this name. */
  name: string;
  /** How a value is shown, where its text is not enough (an icon before a type). */
  renderValue?: (field: string, value: string) => ReactNode;
}

const isCounted = ({ kind }: FilterField) => !NUMBER_KINDS.has(kind) && !KEYED_KINDS.has(kind) && kind !== "text";

export function FacetPanel(props: FacetPanelProps) {
  const { facets, openAtFirst, filter, onChange, facetsQuery, keysQuery, name, renderValue } = props;
  const t = useT();
  const [toggled, setToggled] = useStored<Record<string, boolean>>(`facets.${name}`, {});
  const inUse = (field: FilterField) => {
    if (KEYED_KINDS.has(field.kind)) return keysInUse(filter, namesOf(field)).length > 0;
    const chosen = readChosen(filter, namesOf(field));
    return chosen.included.size > 0 || chosen.excluded.size > 0 || chosen.min !== null || chosen.max !== null;
  };
  const used = facets.filter(inUse);
  const ordered = [...used, ...facets.filter((field) => !used.includes(field))];
  const isOpen = (field: FilterField) => toggled[field.name] ?? (openAtFirst.includes(field.name) || used.includes(field));
  const counted = facets.filter((field) => isOpen(field) && isCounted(field)).map((field) => field.name);
  const query = useQuery({
    ...facetsQuery({ fields: counted, containing: "" }),
    enabled: counted.length > 0,
    placeholderData: keepPreviousData,
  });
  const found = new Map(query.data?.map((facet) => [facet.field, facet.values]));
  return (
    <div className="flex flex-col py-1">
      {readTerms(filter) === null && (
        <p className="mx-3 my-2 rounded-md bg-sunken p-2 text-soft text-xs">{t("filter.tooComplex")}</p>
      )}
      {ordered.map((field) => {
        const label = fieldLabel(t, name, field);
        const open = isOpen(field);
        return (
          <section key={field.name} aria-label={label}>
            <div className="flex h-8 items-center pr-2 pl-1.5">
              <button
                type="button"
                aria-expanded={open}
                onClick={() => setToggled({ ...toggled, [field.name]: !open })}
                className="flex h-7 min-w-0 flex-1 items-center gap-1 rounded-sm pr-1 pl-1 text-left font-medium text-soft text-xs hover:text-ink"
              >
                <ChevronRight
                  className={cn("size-3.5 shrink-0 text-faint transition-transform", open && "rotate-90")}
                  aria-hidden
                />
                <span className="truncate">{label}</span>
              </button>
              {used.includes(field) && (
                <button
                  type="button"
                  aria-label={t("filter.resetFacet", { field: label })}
                  onClick={() => onChange(withoutField(filter, namesOf(field)))}
                  className="grid size-6 place-items-center rounded-sm text-accent-text hover:bg-hover"
                >
                  <X className="size-3.5" aria-hidden />
                </button>
              )}
            </div>
            {open && (
              <FacetBody
                field={field}
                label={label}
                filter={filter}
                onChange={onChange}
                values={found.get(field.name)}
                pending={query.isPending}
                facetsQuery={facetsQuery}
                keysQuery={keysQuery}
                renderValue={renderValue}
              />
            )}
          </section>
        );
      })}
    </div>
  );
}

interface FacetProps {
  field: FilterField;
  label: string;
  filter: string;
  onChange: (filter: string) => void;
}

interface ValueFacetProps extends FacetProps {
  values: ValueCount[] | undefined;
  pending: boolean;
  facetsQuery: FacetsQuery;
  renderValue?: (field: string, value: string) => ReactNode;
}

/** What stands below the name of an open facet. */
function FacetBody({ keysQuery, ...props }: ValueFacetProps & { keysQuery: ValuesQuery }) {
  const { field, label, filter, onChange } = props;
  if (KEYED_KINDS.has(field.kind)) return <KeyedFacet {...{ field, label, filter, onChange, keysQuery }} />;
  const asked = { label, names: namesOf(field), filter, onChange };
  if (NUMBER_KINDS.has(field.kind)) return <RangeFacet {...asked} unit={UNITS[field.kind]} />;
  if (field.kind !== "text") return <ValueFacet {...props} />;
  return (
    <div className="pr-3 pb-2 pl-6">
      <TextFacet {...asked} />
    </div>
  );
}

const UNITS: Record<string, string> = { duration: "s", money: "$" };
const SHOWN_AT_FIRST = 8;

function ValueFacet({ field, label, filter, onChange, values, pending, facetsQuery, renderValue }: ValueFacetProps) {
  const t = useT();
  const [all, setAll] = useState(false);
  const [containing, setContaining] = useState("");
  const wanted = useDeferredValue(containing.trim());
  const search = useQuery({
    ...facetsQuery({ fields: [field.name], containing: wanted }),
    enabled: wanted !== "",
    placeholderData: keepPreviousData,
  });
  const { included, excluded } = readChosen(filter, namesOf(field));
  if (values === undefined) return pending ? <FacetSkeleton /> : null;
  const offered = wanted === "" ? values : (search.data?.[0]?.values ?? []);
  const counts = new Map(offered.map((one) => [one.value, one]));
  const labels = new Map(offered.map((one) => [one.value, one.label]));
  const missing = wanted === "" ? [...included, ...excluded].filter((value) => !counts.has(value)) : [];
  const list = [...missing, ...counts.keys()];
  const shown = all || wanted !== "" ? list : list.slice(0, SHOWN_AT_FIRST);
  const choose = (yes: ReadonlySet<string>, no: ReadonlySet<string>) => onChange(writeValues(filter, namesOf(field), yes, no));
  const toggle = (value: string) => {
    const next = new Set(included);
    if (!next.delete(value)) next.add(value);
    choose(next, new Set([...excluded].filter((one) => one !== value)));
  };
  const exclude = (value: string) => {
    const next = new Set(excluded);
    if (!next.delete(value)) next.add(value);
    choose(new Set([...included].filter((one) => one !== value)), next);
  };
  return (
    <div className="pb-2">
      {(all || values.length >= 20) && <FacetSearch label={label} containing={containing} onContaining={setContaining} />}
      {list.length === 0 && <p className="px-3 py-1 pl-6 text-faint text-xs">{t("filter.noValues")}</p>}
      <ul>
        {shown.map((value) => {
          const named = labels.get(value) ?? value;
          const nameless = field.is_named === true && labels.get(value) === null;
          return (
            <li
              key={value}
              className={cn(
                "group flex h-7 items-center gap-2 pr-2.5 pl-6 hover:bg-hover max-md:h-10",
                excluded.has(value) && "opacity-70",
              )}
            >
              <Checkbox
                aria-label={`${label}: ${named}`}
                className="size-3.5"
                checked={included.has(value)}
                onCheckedChange={() => toggle(value)}
              />
              <button
                type="button"
                title={nameless ? t("filter.nameless", { id: value }) : named}
                className={cn(
                  "flex min-w-0 flex-1 items-center gap-1.5 text-left text-xs",
                  excluded.has(value) && "line-through",
                )}
                onClick={() => choose(new Set([value]), new Set())}
              >
                {renderValue?.(field.name, value)}
                <span className={cn("truncate", nameless && "text-faint")}>{named}</span>
              </button>
              <button
                type="button"
                aria-label={t("filter.exclude", { value: named })}
                aria-pressed={excluded.has(value)}
                onClick={() => exclude(value)}
                className="grid size-5 place-items-center rounded-xs text-faint opacity-0 hover:text-danger-text focus-visible:opacity-100 group-hover:opacity-100 aria-pressed:text-danger-text aria-pressed:opacity-100"
              >
                <CircleMinus className="size-3.5" aria-hidden />
              </button>
              <ValueCounted value={counts.get(value)} />
            </li>
          );
        })}
      </ul>
      {!all && list.length > SHOWN_AT_FIRST && (
        <button type="button" onClick={() => setAll(true)} className="h-7 pl-6 text-accent-text text-xs hover:underline">
          {t("filter.showAll")}
        </button>
      )}
    </div>
  );
}

function ValueCounted({ value }: { value: ValueCount | undefined }) {
  const t = useT();
  const count = value ? formatCompact(value.count, t.locale) : "";
  const bound = value?.error_bound ?? 0;
  const title = bound > 0 ? t("filter.estimatedCount", { bound: formatNumber(bound, t.locale) }) : undefined;
  return (
    <span className="tabular text-2xs text-faint" title={title}>
      {bound > 0 ? `≈ ${count}` : count}
    </span>
  );
}

function FacetSkeleton() {
  return (
    <div className="flex flex-col gap-2.5 px-6 py-1.5">
      <Skeleton className="h-3 w-3/4" />
      <Skeleton className="h-3 w-1/2" />
      <Skeleton className="h-3 w-2/3" />
    </div>
  );
}
