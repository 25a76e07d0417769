/** Analytics of scores: one as a whole, or two against each other. What is chosen stands in the URL. */
import { useQuery } from "@tanstack/react-query";
import { Gauge } from "lucide-react";
import type { ReactNode } from "react";
import { fieldValuesQuery, filterFieldsQuery, keysQuery } from "@/api/filter-fields";
import { EmptyState } from "@/components/empty-state";
import { ErrorState } from "@/components/error-state";
import type { ValuesQuery } from "@/components/filter/fields";
import { FilterBar } from "@/components/filter/filter-bar";
import { readFilterProblem } from "@/components/filter/problem";
import { Page } from "@/components/page";
import { useWindow } from "@/components/table/use-window";
import { TimeRangePicker } from "@/components/time-range-picker";
import { Select } from "@/components/ui/select";
import { Skeleton } from "@/components/ui/skeleton";
import { useT } from "@/i18n";
import { parseRange, rangeText } from "@/lib/time-range";
import { OneScore } from "./one-score";
import { type Dimension, namesQuery, oneQuery, type ScoreKey, type ScoreName, type ScoreScope } from "./queries";
import { canCompare, firstKey, keyText, parseKey, sameKey } from "./score-key";
import { type Same, TwoScores } from "./two-scores";

export interface AnalyticsSearch {
  q?: string;
  range?: string;
  /** Scores, as `keyText` writes them. */
  score?: string;
  with?: string;
  by?: Dimension;
  same?: Same;
}

interface AnalyticsPageProps {
  projectId: string;
  search: AnalyticsSearch;
  onSearch: (change: AnalyticsSearch) => void;
  /** Where else one may look at scores. */
  actions?: ReactNode;
}

const NOBODY = "-";

export function AnalyticsPage({ projectId, search, onSearch, actions }: AnalyticsPageProps) {
  const t = useT();
  const range = parseRange(search.range, "30d");
  const { from, to } = useWindow(range, 0);
  const scope: ScoreScope = { from, to, filter: search.q ?? "" };
  const names = useQuery(namesQuery(projectId, from, to));
  const first = parseKey(search.score) ?? firstKey(names.data ?? []);
  const second = parseKey(search.with);
  const fields = useQuery(filterFieldsQuery(projectId, "scores")).data ?? [];
  const asked = useQuery({
    ...oneQuery(projectId, first ?? { name: "-", data_type: "NUMERIC", source: "" }, scope),
    enabled: first !== null,
  });
  const problem = readFilterProblem(asked.error);
  const values: ValuesQuery = ({ field, prefix, of }) => {
    if (of === "keys") return keysQuery(projectId, "metadata", from, to, prefix);
    if (field === "name") return keysQuery(projectId, "scores", from, to, prefix);
    return fieldValuesQuery("scores", { projectId, from, to, field, containing: prefix });
  };
  return (
    <Page
      title={t("analytics.title")}
      actions={
        <>
          {actions}
          <TimeRangePicker value={range} onChange={(next) => onSearch({ range: rangeText(next) })} />
        </>
      }
    >
      <div className="flex shrink-0 flex-wrap items-center gap-2 border-line border-b bg-surface px-3 py-2">
        {first && (
          <Choice label={t("analytics.score")} names={names.data ?? []} value={first} onChange={(score) => onSearch({ score })} />
        )}
        {first && (
          <Choice
            label={t("analytics.against")}
            names={(names.data ?? []).filter((name) => canCompare(first, name) && !sameKey(first, name))}
            value={second}
            none={t("analytics.nothing")}
            onChange={(chosen) => onSearch({ with: chosen === NOBODY ? undefined : chosen })}
          />
        )}
        <FilterBar
          name="score-analytics"
          value={search.q ?? ""}
          onChange={(q) => onSearch({ q: q || undefined })}
          fields={fields}
          valuesQuery={values}
          problem={problem}
          placeholder={t("scores.searchHint")}
        />
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto px-4 py-5">
        <div className="mx-auto max-w-6xl">
          {names.isError && <ErrorState error={names.error} retry={() => names.refetch()} />}
          {names.isPending && <Skeleton className="h-80 w-full" />}
          {names.data && first === null && (
            <EmptyState icon={Gauge} title={t("analytics.noScores")}>
              {t("analytics.noScoresWhy")}
            </EmptyState>
          )}
          {first && second && !problem && (
            <TwoScores
              projectId={projectId}
              first={first}
              second={second}
              scope={scope}
              same={search.same ?? "target"}
              onSame={(same) => onSearch({ same })}
            />
          )}
          {first && !problem && (
            <OneScore
              projectId={projectId}
              score={first}
              scope={scope}
              dimension={search.by ?? "source"}
              onDimension={(by) => onSearch({ by })}
            />
          )}
        </div>
      </div>
    </Page>
  );
}

interface ChoiceProps {
  label: string;
  names: readonly ScoreName[];
  value: ScoreKey | null;
  none?: string;
  onChange: (text: string) => void;
}

function Choice({ label, names, value, none, onChange }: ChoiceProps) {
  const keys = names.map((name) => ({ name: name.name, data_type: name.data_type, source: name.source }));
  const all = value && !keys.some((key) => sameKey(key, value)) ? [value, ...keys] : keys;
  return (
    <Select
      aria-label={label}
      className="max-w-64"
      value={value ? keyText(value) : NOBODY}
      onValueChange={onChange}
      options={[
        ...(none === undefined ? [] : [{ value: NOBODY, label: none }]),
        ...all.map((key) => ({
          value: keyText(key),
          label: key.name,
          hint: `${key.data_type.toLowerCase()} · ${key.source}`,
        })),
      ]}
    />
  );
}
