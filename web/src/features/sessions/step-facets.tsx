/** The facets beside a session: what its steps are like, with how many of them there are of each. */
import { useQuery } from "@tanstack/react-query";
import { filterFieldsQuery } from "@/api/filter-fields";
import { FacetPanel } from "@/components/filter/facet-panel";
import type { FilterField, ValuesQuery } from "@/components/filter/fields";
import { valueMark } from "@/components/observation-type";
import { Sheet } from "@/components/ui/sheet";
import { useT } from "@/i18n";
import { usePhone } from "@/lib/media";
import { type SessionView, stepFacetsQuery } from "./queries";

const OFFERED = [
  ...["type", "level", "name", "model", "tools", "prompt_name", "trace_name", "scores", "comments", "latency", "total_cost"],
  ...["total_tokens", "input_tokens", "output_tokens", "time_to_first_token", "status_message", "is_root", "metadata", "tags"],
  ...["environment", "release", "version", "user_id", "available_tools", "tool_calls", "trace_id"],
];
const OPEN = ["type", "level", "name", "model"];
const NO_FIELDS: FilterField[] = [];

interface StepFacetsProps {
  projectId: string;
  session: SessionView;
  filter: string;
  onFilter: (filter: string) => void;
  /** Keys inside metadata, and names of scores. */
  values: ValuesQuery;
  shown: boolean;
  onHide: () => void;
}

export function StepFacets({ projectId, session, filter, onFilter, values, shown, onHide }: StepFacetsProps) {
  const t = useT();
  const phone = usePhone();
  const fields = useQuery(filterFieldsQuery(projectId, "observations")).data ?? NO_FIELDS;
  const panel = (
    <FacetPanel
      name="session"
      facets={OFFERED.flatMap((name) => fields.find((field) => field.name === name) ?? [])}
      openAtFirst={OPEN}
      filter={filter}
      onChange={onFilter}
      facetsQuery={(request) => stepFacetsQuery(projectId, session, filter, request)}
      keysQuery={values}
      renderValue={valueMark}
    />
  );
  if (phone) {
    return (
      <Sheet open={shown} onOpenChange={(open) => !open && onHide()} title={t("filter.facets")} side="bottom">
        {panel}
      </Sheet>
    );
  }
  if (!shown) return null;
  return (
    <aside
      aria-label={t("filter.facets")}
      className="w-52 shrink-0 overflow-y-auto border-line border-r bg-canvas min-[90rem]:w-60"
    >
      {panel}
    </aside>
  );
}
