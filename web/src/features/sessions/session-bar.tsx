/** Above the turns: what of each is shown, the filter about steps with what it leaves, and saved views of all that. */
import { useQuery } from "@tanstack/react-query";
import { ScrollText, Wrench } from "lucide-react";
import { filterFieldsQuery, keysQuery } from "@/api/filter-fields";
import { FacetsButton } from "@/components/filter/facets-button";
import type { FilterField, ValuesQuery } from "@/components/filter/fields";
import { FilterBar } from "@/components/filter/filter-bar";
import { readFilterProblem } from "@/components/filter/problem";
import { useView, type ViewInUse } from "@/components/table/use-view";
import { ViewMenu } from "@/components/table/view-menu";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/select";
import { useT } from "@/i18n";
import { formatNumber } from "@/lib/format";
import { lostOptions, readLook, readSessionSearch, type SessionSearch, SHOWS, type Show, switched } from "./look";
import { type SessionView, stepValuesQuery } from "./queries";

interface SessionBarProps {
  projectId: string;
  session: SessionView | undefined;
  /** The last answer belongs to another filter. */
  stale: boolean;
  error: Error | null;
  search: SessionSearch;
  /** Changes the URL; keep its identity, it opens the default view. */
  onSearch: (change: SessionSearch, options?: { replace?: boolean }) => void;
  /** The same for what a saved view says. */
  onView: ViewInUse["apply"];
  values: ValuesQuery;
  facetsShown: boolean;
  onFacets: () => void;
}

const NO_FIELDS: FilterField[] = [];

/** What may stand in a filter about the steps of a session: values of its steps, keys that occur in its time. */
export function useStepValues(projectId: string, session: SessionView | undefined): ValuesQuery {
  const around = session ?? { id: "", start_time: new Date(0).toISOString(), end_time: new Date(0).toISOString() };
  return ({ field, prefix, of }) =>
    of === "keys"
      ? keysQuery(projectId, field === "scores" ? "scores" : "metadata", around.start_time, around.end_time, prefix)
      : stepValuesQuery(projectId, around, field, prefix);
}

export function SessionBar(props: SessionBarProps) {
  const { projectId, session, stale, error, search, onSearch, onView, values } = props;
  const t = useT();
  const look = readLook(search);
  const fields = useQuery(filterFieldsQuery(projectId, "observations")).data ?? NO_FIELDS;
  const bare = !search.q && !search.view && !search.show && !search.tools && !search.system && !search.peek;
  const use = useView({ projectId, table: "session", columns: [], search, bare, apply: onView, lostOptions });
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-2 border-line border-b bg-surface px-4 py-2">
      {session && <FacetsButton shown={props.facetsShown} onClick={props.onFacets} />}
      <Select
        aria-label={t("sessions.shows")}
        value={look.show as string}
        onValueChange={(show) => onSearch({ show: readSessionSearch({ show }).show, tools: undefined })}
        options={SHOWS.map((show: Show) => ({ value: show as string, label: t(`sessions.show_${show}`) }))}
      />
      <Toggle icon={Wrench} label={t("sessions.tools")} on={look.tools} onClick={() => onSearch(switched(search, "tools"))} />
      <Toggle
        icon={ScrollText}
        label={t("sessions.systemPrompts")}
        on={look.system}
        onClick={() => onSearch(switched(search, "system"))}
      />
      <div className="flex min-w-0 flex-1 basis-64 max-md:order-1 max-md:basis-full">
        <FilterBar
          name="session"
          value={look.filter}
          onChange={(q) => onSearch({ q: q || undefined })}
          fields={fields}
          valuesQuery={values}
          problem={readFilterProblem(error)}
          placeholder={t("sessions.filterHint")}
        />
      </div>
      {session?.matches && !stale && (
        <span role="status" className="tabular text-soft text-xs max-md:order-2">
          {t("sessions.matches", {
            turns: formatNumber(session.matches.turns, t.locale, 0),
            ofTurns: formatNumber(session.trace_count, t.locale, 0),
            steps: formatNumber(session.matches.steps, t.locale, 0),
            ofSteps: formatNumber(session.observation_count, t.locale, 0),
          })}
        </span>
      )}
      <ViewMenu use={use} />
    </div>
  );
}

interface ToggleProps {
  icon: typeof Wrench;
  label: string;
  on: boolean;
  onClick: () => void;
}

function Toggle({ icon: Icon, label, on, onClick }: ToggleProps) {
  return (
    <Button aria-pressed={on} onClick={onClick} className={on ? "border-accent bg-selected" : undefined}>
      <Icon className={on ? "text-accent-text" : "text-faint"} aria-hidden />
      <span className="max-xl:sr-only">{label}</span>
    </Button>
  );
}
