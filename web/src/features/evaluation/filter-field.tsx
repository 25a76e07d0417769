/** The filter of the lists, about what an evaluator or a rule looks at. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { fieldValuesQuery, filterFieldsQuery, keysQuery, type ListSubject } from "@/api/filter-fields";
import type { ValuesQuery } from "@/components/filter/fields";
import { FilterBar } from "@/components/filter/filter-bar";
import { readFilterProblem } from "@/components/filter/problem";
import { useT } from "@/i18n";
import type { TargetKind } from "./queries";

const SUBJECT: Record<TargetKind, ListSubject> = {
  observation: "observations",
  experiment_item: "observations",
  trace: "traces",
  session: "sessions",
};

interface FilterFieldProps {
  projectId: string;
  target: TargetKind;
  filter: string;
  onFilter: (filter: string) => void;
  /** Where values to offer are looked for. */
  times: { start: string; end: string };
  error: unknown;
}

export function FilterField({ projectId, target, filter, onFilter, times, error }: FilterFieldProps) {
  const t = useT();
  const subject = SUBJECT[target];
  const fields = useQuery(filterFieldsQuery(projectId, subject)).data ?? [];
  const values: ValuesQuery = useMemo(
    () =>
      ({ field, prefix, of }) =>
        of === "keys"
          ? keysQuery(projectId, field === "scores" ? "scores" : "metadata", times.start, times.end, prefix)
          : fieldValuesQuery(subject, { projectId, from: times.start, to: times.end, field, containing: prefix }),
    [projectId, subject, times],
  );
  return (
    <div className="flex flex-col gap-1.5">
      <span className="font-medium text-soft text-xs">{t("evaluation.filter")}</span>
      <FilterBar
        name="evaluation"
        value={filter}
        onChange={onFilter}
        fields={fields}
        valuesQuery={values}
        problem={readFilterProblem(error)}
        placeholder={t("evaluation.filterHint")}
      />
    </div>
  );
}
