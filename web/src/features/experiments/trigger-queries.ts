/** The remote trigger of a dataset: its address, asking it, and what it answered. */
import { queryOptions } from "@tanstack/react-query";
import { SHOWN_BY_FORM, useChange } from "@/api/change";
import { ApiError, api, unwrap } from "@/api/client";
import type { components } from "@/api/schema.gen";

type Schemas = components["schemas"];
export type Trigger = Schemas["TriggerOut"];

const BASE = "/api/v1/projects/{project_id}/datasets/{dataset_id}/remote-trigger" as const;
const key = (projectId: string, datasetId: string, ...rest: string[]) => ["project", projectId, "trigger", datasetId, ...rest];
const at = (projectId: string, datasetId: string) => ({ path: { project_id: projectId, dataset_id: datasetId } });

/** Null while the dataset has none. */
export const triggerQuery = (projectId: string, datasetId: string) =>
  queryOptions({
    queryKey: key(projectId, datasetId),
    queryFn: async ({ signal }): Promise<Trigger | null> => {
      try {
        return await unwrap(api.GET(BASE, { params: at(projectId, datasetId), signal }));
      } catch (error) {
        if (error instanceof ApiError && error.status === 404) return null;
        throw error;
      }
    },
  });

export const firingsQuery = (projectId: string, datasetId: string) =>
  queryOptions({
    queryKey: key(projectId, datasetId, "firings"),
    queryFn: async ({ signal }) => (await unwrap(api.GET(`${BASE}/firings`, { params: at(projectId, datasetId), signal }))).data,
  });

function useTriggerChange<Body, Answer>(projectId: string, datasetId: string, change: (body: Body) => Promise<Answer>) {
  return useChange(key(projectId, datasetId), change, SHOWN_BY_FORM);
}

export const useSaveTrigger = (projectId: string, datasetId: string) =>
  useTriggerChange(projectId, datasetId, (body: Schemas["TriggerIn"]) =>
    unwrap(api.PUT(BASE, { params: at(projectId, datasetId), body })),
  );

export const useRenewSecret = (projectId: string, datasetId: string) =>
  useTriggerChange(projectId, datasetId, () => unwrap(api.POST(`${BASE}/secret`, { params: at(projectId, datasetId) })));

export const useDeleteTrigger = (projectId: string, datasetId: string) =>
  useTriggerChange(projectId, datasetId, () => unwrap(api.DELETE(BASE, { params: at(projectId, datasetId) })));

export const useFire = (projectId: string, datasetId: string) =>
  useTriggerChange(projectId, datasetId, (body: Schemas["FireIn"]) =>
    unwrap(api.POST(`${BASE}/fire`, { params: at(projectId, datasetId), body })),
  );
