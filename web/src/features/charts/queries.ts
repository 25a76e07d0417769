/** What a chart of the table reads. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { components } from "@/api/schema.gen";
import { type ChartLook, isOverTime, type Subject } from "./look";

export type Chart = components["schemas"]["ChartAnswer"];
export type ChartGroup = components["schemas"]["ChartGroup"];

export interface ChartRequest {
  projectId: string;
  filter: string;
  from: string;
  to: string;
}

/** Series are told apart by colour, ranks are not. */
const [SERIES, RANKS] = [7, 20] as const;

export const chartQuery = (
  subject: Subject,
  { projectId, filter, from, to }: ChartRequest,
  look: ChartLook,
  timeZone: string,
) => {
  const limit = isOverTime(look.kind) || look.kind === "pie" ? SERIES : RANKS;
  const { metric, aggregation, step } = look;
  const query = { filter, from, to, metric, aggregation, group_by: look.by, step, limit, time_zone: timeZone };
  return queryOptions({
    queryKey: ["project", projectId, "tracing", "chart", subject, query],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/charts/{subject}", {
          params: { path: { project_id: projectId, subject }, query },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });
};
