/** The price book, what things cost, and re-pricing: what the pages of costs read and change. */
import { infiniteQueryOptions, keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { components } from "@/api/schema.gen";

type Schemas = components["schemas"];
export type Model = Schemas["Model"];
export type ModelBody = Schemas["ModelBody"];
export type Repricing = Schemas["Repricing"];
export type RepricingScope = Schemas["RepricingScope"];
export type RepricingPreview = Schemas["RepricingPreview"];
export type CostRow = Schemas["CostRow"];
export type Distribution = Schemas["Distribution"];
export type AuditEntry = Schemas["AuditEntry"];

export const DIMENSIONS = [
  "model",
  "user",
  "session",
  "tag",
  "prompt",
  "environment",
  "trace_name",
  "name",
  "provider",
  "tier",
  "day",
] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** Which costs: a period and a filter on observations. */
export interface CostScope {
  from: string;
  to: string;
  filter: string;
}

const inScope = (scope: CostScope) => ({ from_time: scope.from, to_time: scope.to, filter: scope.filter });

const at = (projectId: string) => ({ project_id: projectId });

export const costsByQuery = (projectId: string, scope: CostScope, dimension: Dimension) =>
  queryOptions({
    queryKey: ["project", projectId, "costs", "by", scope, dimension],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/costs/by", {
          params: { path: at(projectId), query: { ...inScope(scope), dimension } },
          signal,
        }),
      ),
  });

export const costsByDayQuery = (projectId: string, scope: CostScope, dimension: Dimension, timeZone: string) =>
  queryOptions({
    queryKey: ["project", projectId, "costs", "by-day", scope, dimension, timeZone],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/costs/by-day", {
          params: {
            path: at(projectId),
            query: { ...inScope(scope), dimension, time_zone: timeZone },
          },
          signal,
        }),
      ),
  });

export const distributionQuery = (projectId: string, scope: CostScope, per: "trace" | "session") =>
  queryOptions({
    queryKey: ["project", projectId, "costs", "distribution", scope, per],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/costs/distribution", {
          params: { path: at(projectId), query: { ...inScope(scope), per } },
          signal,
        }),
      ),
  });

export type Origin = "all" | "project" | "builtin";

export const modelsQuery = (projectId: string, search: string, origin: Origin, used: boolean) =>
  queryOptions({
    queryKey: ["project", projectId, "models", "list", search, origin, used],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/models", {
          params: { path: at(projectId), query: { search, origin, used, limit: 100 } },
          signal,
        }),
      ),
  });

/** `day`: one (UTC) whose price is asked for; empty: now. */
export const matchQuery = (projectId: string, model: string, provider: string, day: string) =>
  queryOptions({
    queryKey: ["project", projectId, "models", "match", model, provider, day],
    enabled: model.trim() !== "",
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/models/match", {
          params: { path: at(projectId), query: { model, provider, at: day ? `${day}T12:00:00Z` : undefined } },
          signal,
        }),
      ),
  });

export const withoutPriceQuery = (projectId: string, asModelId: string) =>
  queryOptions({
    queryKey: ["project", projectId, "models", "without-price", asModelId],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/models/without-price", {
          params: { path: at(projectId), query: { as_model_id: asModelId } },
          signal,
        }),
      ),
  });

/** Looked at again every second while a run is on its way. */
export const repricingsQuery = (projectId: string) =>
  queryOptions({
    queryKey: ["project", projectId, "costs", "repricings"],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/v1/projects/{project_id}/costs/repricings", { params: { path: at(projectId) }, signal })),
    refetchInterval: ({ state }) =>
      state.data?.data.some((run) => run.status === "queued" || run.status === "running") ? 1000 : false,
  });

export const ratesQuery = (projectId: string) =>
  queryOptions({
    queryKey: ["project", projectId, "costs", "rates"],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/v1/projects/{project_id}/currency-rates", { params: { path: at(projectId) }, signal })),
  });

export const priceSettingsQuery = (projectId: string) =>
  queryOptions({
    queryKey: ["project", projectId, "costs", "settings"],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/v1/projects/{project_id}/price-settings", { params: { path: at(projectId) }, signal })),
  });

/** What was changed about prices and costs, newest first. */
export const trailQuery = (projectId: string) =>
  infiniteQueryOptions({
    queryKey: ["project", projectId, "costs", "trail"],
    queryFn: ({ signal, pageParam }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/audit-log", {
          params: {
            path: at(projectId),
            query: { object_type: ["model", "repricing", "observation"], limit: 50, cursor: pageParam },
          },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });

/** Prices touch every cost on the screen: lists of models and all costs are read again. */
function usePriceChange<Input, Output>(projectId: string, change: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["project", projectId, "models"] });
      await client.invalidateQueries({ queryKey: ["project", projectId, "costs"] });
    },
  });
}

export function useSaveModel(projectId: string) {
  return usePriceChange(projectId, ({ id, body }: { id: string | null; body: ModelBody }) =>
    id === null
      ? unwrap(api.POST("/api/v1/projects/{project_id}/models", { params: { path: at(projectId) }, body }))
      : unwrap(
          api.PUT("/api/v1/projects/{project_id}/models/{model_id}", {
            params: { path: { ...at(projectId), model_id: id } },
            body,
          }),
        ),
  );
}

export function useDeleteModel(projectId: string) {
  return usePriceChange(projectId, (id: string) =>
    unwrap(
      api.DELETE("/api/v1/projects/{project_id}/models/{model_id}", { params: { path: { ...at(projectId), model_id: id } } }),
    ),
  );
}

export function useCopyModel(projectId: string) {
  return usePriceChange(projectId, (id: string) =>
    unwrap(
      api.POST("/api/v1/projects/{project_id}/models/{model_id}/copy", {
        params: { path: { ...at(projectId), model_id: id } },
      }),
    ),
  );
}

export function useSwitchModel(projectId: string) {
  return usePriceChange(projectId, ({ id, off }: { id: string; off: boolean }) =>
    unwrap(
      api.PUT("/api/v1/projects/{project_id}/models/{model_id}/switch", {
        params: { path: { ...at(projectId), model_id: id }, query: { off } },
      }),
    ),
  );
}

export function useSaveRates(projectId: string) {
  return usePriceChange(projectId, (body: Schemas["Rates-Input"]) =>
    unwrap(api.PUT("/api/v1/projects/{project_id}/currency-rates", { params: { path: at(projectId) }, body })),
  );
}

export function useSaveSettings(projectId: string) {
  return usePriceChange(projectId, (body: Schemas["PriceSettings"]) =>
    unwrap(api.PUT("/api/v1/projects/{project_id}/price-settings", { params: { path: at(projectId) }, body })),
  );
}

export function usePreview(projectId: string) {
  return useMutation({
    mutationFn: (body: RepricingScope) =>
      unwrap(api.POST("/api/v1/projects/{project_id}/costs/repricings/preview", { params: { path: at(projectId) }, body })),
  });
}

export function useReprice(projectId: string) {
  return usePriceChange(projectId, (body: Schemas["RepricingBody"]) =>
    unwrap(api.POST("/api/v1/projects/{project_id}/costs/repricings", { params: { path: at(projectId) }, body })),
  );
}

export function useCancelRun(projectId: string) {
  return usePriceChange(projectId, (id: string) =>
    unwrap(
      api.POST("/api/v1/projects/{project_id}/costs/repricings/{repricing_id}/cancel", {
        params: { path: { ...at(projectId), repricing_id: id } },
      }),
    ),
  );
}
