/** Below the search bar: what the ids in the filter are called. The filter itself keeps ids, which stay true when names change. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useT } from "@/i18n";
import { cn } from "@/lib/cn";
import { readChosen } from "./edit";
import { fieldLabel } from "./field-label";
import { type FacetsQuery, type FilterField, namesOf } from "./fields";

interface NamedTermsProps {
  /** Of the kind of rows. */
  name: string;
  filter: string;
  fields: readonly FilterField[];
  namesQuery: FacetsQuery;
}

export function NamedTerms({ name, filter, fields, namesQuery }: NamedTermsProps) {
  const t = useT();
  const asked = fields.flatMap((field) => {
    if (!field.is_named) return [];
    const { included, excluded } = readChosen(filter, namesOf(field));
    return [...included, ...excluded].map((id) => ({ field, id, excluded: excluded.has(id) }));
  });
  const names = useQuery({
    ...namesQuery({ fields: [...new Set(asked.map(({ field }) => field.name))], containing: "" }),
    enabled: asked.length > 0,
    placeholderData: keepPreviousData,
  });
  if (asked.length === 0) return null;
  const labels = new Map(
    names.data?.flatMap((facet) => facet.values.map(({ value, label }) => [`${facet.field}:${value}`, label] as const)),
  );
  return (
    <ul aria-label={t("filter.named")} className="mt-1 flex flex-wrap gap-x-3 gap-y-0.5 px-0.5 text-xs">
      {asked.map(({ field, id, excluded }) => {
        const label = labels.get(`${field.name}:${id}`);
        const nameless = label === null;
        return (
          <li key={`${field.name}:${id}`} className="flex min-w-0 max-w-80 gap-1">
            <span className="shrink-0 text-faint">
              {excluded && `${t("filter.not")} `}
              {fieldLabel(t, name, field)}:
            </span>
            <span
              className={cn("truncate font-medium", nameless && "font-normal text-faint", excluded && "line-through")}
              title={nameless ? t("filter.nameless", { id }) : (label ?? id)}
            >
              {label ?? id}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
