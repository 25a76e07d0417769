/** Datasets, their items, versions and imports: what the pages of datasets read and change. */
import { infiniteQueryOptions, keepPreviousData, queryOptions, useMutation } from "@tanstack/react-query";
import { SHOWN_BY_FORM, useChange } from "@/api/change";
import { api, unwrap } from "@/api/client";
import type { components } from "@/api/schema.gen";

type Schemas = components["schemas"];
export type Dataset = Schemas["DatasetOut"];
export type DatasetItem = Schemas["ItemOut"];
export type Mapping = Schemas["ColumnMapping"];
export type ColumnUse = Schemas["ColumnUse"];
export type ImportRecord = Schemas["ImportOut"];
export type Upload = Schemas["UploadOut"];
export type ObservationsWish = Schemas["ObservationImportIn"];
export type BulkAction = Schemas["ItemsChange"]["action"];

export interface DatasetsSearch {
  folder?: string;
  q?: string;
}

export interface ItemsSearch {
  q?: string;
  tag?: string;
  status?: "ACTIVE" | "ARCHIVED" | "ANY";
  /** A past moment; absent: now. */
  at?: string;
}

export const NO_MAPPING: Mapping = { input: [], expected_output: [], metadata: [], tags: "", id: "", more_tags: [] };
const PAGE = 100;
export const POLL_MS = 1000;
const key = (projectId: string, ...rest: unknown[]) => ["project", projectId, "datasets", ...rest];
const of = (projectId: string, datasetId: string) => ({ project_id: projectId, dataset_id: datasetId });

export const datasetsQuery = (projectId: string, search: DatasetsSearch) =>
  infiniteQueryOptions({
    queryKey: key(projectId, "list", search),
    placeholderData: keepPreviousData,
    initialPageParam: null as string | null,
    getNextPageParam: (page: Schemas["DatasetPage"]) => page.next_cursor,
    queryFn: ({ signal, pageParam }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/datasets", {
          params: {
            path: { project_id: projectId },
            query: { folder: search.q ? undefined : (search.folder ?? ""), search: search.q, cursor: pageParam ?? undefined },
          },
          signal,
        }),
      ),
  });

/** Every dataset by name, for choosing one. */
export const datasetNamesQuery = (projectId: string) =>
  queryOptions({
    queryKey: key(projectId, "names"),
    queryFn: async ({ signal }) =>
      (
        await unwrap(
          api.GET("/api/v1/projects/{project_id}/datasets", {
            params: { path: { project_id: projectId }, query: { limit: 200 } },
            signal,
          }),
        )
      ).data,
  });

export const datasetQuery = (projectId: string, datasetId: string) =>
  queryOptions({
    queryKey: key(projectId, datasetId, "detail"),
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/datasets/{dataset_id}", { params: { path: of(projectId, datasetId) }, signal }),
      ),
  });

export const itemsQuery = (projectId: string, datasetId: string, search: ItemsSearch) =>
  infiniteQueryOptions({
    queryKey: key(projectId, datasetId, "items", search),
    placeholderData: keepPreviousData,
    initialPageParam: null as string | null,
    getNextPageParam: (page: Schemas["ItemPage"]) => page.next_cursor,
    queryFn: ({ signal, pageParam }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/datasets/{dataset_id}/items", {
          params: {
            path: of(projectId, datasetId),
            query: {
              search: search.q,
              tag: search.tag,
              status: search.status,
              at: search.at,
              limit: PAGE,
              cursor: pageParam ?? undefined,
            },
          },
          signal,
        }),
      ),
  });

export const itemVersionsQuery = (projectId: string, datasetId: string, itemId: string) =>
  queryOptions({
    queryKey: key(projectId, datasetId, "item-versions", itemId),
    queryFn: async ({ signal }) =>
      (
        await unwrap(
          api.GET("/api/v1/projects/{project_id}/datasets/{dataset_id}/items/{item_id}/versions", {
            params: { path: { ...of(projectId, datasetId), item_id: itemId } },
            signal,
          }),
        )
      ).data,
  });

export const versionsQuery = (projectId: string, datasetId: string) =>
  infiniteQueryOptions({
    queryKey: key(projectId, datasetId, "versions"),
    initialPageParam: null as string | null,
    getNextPageParam: (page: Schemas["DatasetVersionPage"]) => page.next_cursor,
    queryFn: ({ signal, pageParam }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/datasets/{dataset_id}/versions", {
          params: { path: of(projectId, datasetId), query: { cursor: pageParam ?? undefined } },
          signal,
        }),
      ),
  });

export const isRunning = (one: ImportRecord) => one.state === "queued" || one.state === "running";

export const importsQuery = (projectId: string, datasetId: string) =>
  queryOptions({
    queryKey: key(projectId, datasetId, "imports"),
    queryFn: async ({ signal }) =>
      (
        await unwrap(
          api.GET("/api/v1/projects/{project_id}/datasets/{dataset_id}/imports", {
            params: { path: of(projectId, datasetId) },
            signal,
          }),
        )
      ).data,
  });

export const uploadQuery = (projectId: string, uploadId: string, encoding: string, delimiter: string) =>
  queryOptions({
    queryKey: key(projectId, "upload", uploadId, encoding, delimiter),
    enabled: uploadId !== "",
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/dataset-uploads/{upload_id}", {
          params: { path: { project_id: projectId, upload_id: uploadId }, query: { encoding, delimiter } },
          signal,
        }),
      ),
  });

export const tryFileQuery = (projectId: string, body: Schemas["FileImportIn"]) =>
  queryOptions({
    queryKey: key(projectId, "try", body),
    placeholderData: keepPreviousData,
    enabled: body.upload_id !== "" && body.mapping.input.length > 0,
    queryFn: () =>
      unwrap(
        api.POST("/api/v1/projects/{project_id}/dataset-uploads/{upload_id}/try", {
          params: { path: { project_id: projectId, upload_id: body.upload_id } },
          body,
        }),
      ),
  });

export const tryObservationsQuery = (projectId: string, body: Schemas["ObservationImportIn"]) =>
  queryOptions({
    queryKey: key(projectId, "try-observations", body),
    placeholderData: keepPreviousData,
    enabled: body.mapping.input.length > 0,
    queryFn: () =>
      unwrap(
        api.POST("/api/v1/projects/{project_id}/dataset-observations/try", {
          params: { path: { project_id: projectId } },
          body,
        }),
      ),
  });

function useDatasetChange<Body, Answer>(projectId: string, change: (body: Body) => Promise<Answer>) {
  return useChange(key(projectId), change, SHOWN_BY_FORM);
}

export const useCreateDataset = (projectId: string) =>
  useDatasetChange(projectId, (body: Schemas["DatasetIn"]) =>
    unwrap(api.POST("/api/v1/projects/{project_id}/datasets", { params: { path: { project_id: projectId } }, body })),
  );

export const useChangeDataset = (projectId: string, datasetId: string) =>
  useDatasetChange(projectId, (body: Schemas["DatasetPatch"]) =>
    unwrap(
      api.PATCH("/api/v1/projects/{project_id}/datasets/{dataset_id}", { params: { path: of(projectId, datasetId) }, body }),
    ),
  );

export const useDuplicateDataset = (projectId: string, datasetId: string) =>
  useDatasetChange(projectId, (name: string) =>
    unwrap(
      api.POST("/api/v1/projects/{project_id}/datasets/{dataset_id}/duplicate", {
        params: { path: of(projectId, datasetId) },
        body: { name },
      }),
    ),
  );

export const useDeleteDataset = (projectId: string, datasetId: string) =>
  useDatasetChange(projectId, () =>
    unwrap(api.DELETE("/api/v1/projects/{project_id}/datasets/{dataset_id}", { params: { path: of(projectId, datasetId) } })),
  );

export const useCreateItem = (projectId: string, datasetId: string) =>
  useDatasetChange(projectId, (body: Schemas["ItemIn"]) =>
    unwrap(
      api.POST("/api/v1/projects/{project_id}/datasets/{dataset_id}/items", {
        params: { path: of(projectId, datasetId) },
        body,
      }),
    ),
  );

export const useChangeItem = (projectId: string, datasetId: string, itemId: string) =>
  useDatasetChange(projectId, (body: Schemas["ItemPatch"]) =>
    unwrap(
      api.PATCH("/api/v1/projects/{project_id}/datasets/{dataset_id}/items/{item_id}", {
        params: { path: { ...of(projectId, datasetId), item_id: itemId } },
        body,
      }),
    ),
  );

export const useBulkChange = (projectId: string, datasetId: string) =>
  useDatasetChange(projectId, (body: Schemas["ItemsChange"]) =>
    unwrap(
      api.POST("/api/v1/projects/{project_id}/datasets/{dataset_id}/items/bulk", {
        params: { path: of(projectId, datasetId) },
        body,
      }),
    ),
  );

export const useUpload = (projectId: string) =>
  useMutation({
    mutationFn: (file: File) =>
      unwrap(
        api.POST("/api/v1/projects/{project_id}/dataset-uploads", {
          params: { path: { project_id: projectId }, query: { file_name: file.name } },
          body: file as unknown as string,
          bodySerializer: (body) => body as unknown as BodyInit,
          headers: { "Content-Type": "application/octet-stream" },
        }),
      ),
    ...SHOWN_BY_FORM,
  });

export const useImportFile = (projectId: string, datasetId: string) =>
  useDatasetChange(projectId, (body: Schemas["FileImportIn"]) =>
    unwrap(
      api.POST("/api/v1/projects/{project_id}/datasets/{dataset_id}/imports/file", {
        params: { path: of(projectId, datasetId) },
        body,
      }),
    ),
  );

export const useImportObservations = (projectId: string) =>
  useDatasetChange(projectId, ({ datasetId, ...body }: Schemas["ObservationImportIn"] & { datasetId: string }) =>
    unwrap(
      api.POST("/api/v1/projects/{project_id}/datasets/{dataset_id}/imports/observations", {
        params: { path: of(projectId, datasetId) },
        body,
      }),
    ),
  );

export const useEndImport = (projectId: string, datasetId: string) =>
  useDatasetChange(projectId, ({ id, how }: { id: string; how: "stop" | "undo" }) => {
    const params = { path: { ...of(projectId, datasetId), import_id: id } };
    return how === "stop"
      ? unwrap(api.POST("/api/v1/projects/{project_id}/datasets/{dataset_id}/imports/{import_id}/stop", { params }))
      : unwrap(api.POST("/api/v1/projects/{project_id}/datasets/{dataset_id}/imports/{import_id}/undo", { params }));
  });

/** Where the file of a dataset can be fetched. */
export const exportHref = (projectId: string, datasetId: string, format: "csv" | "jsonl" | "parquet", at?: string) =>
  `/api/v1/projects/${projectId}/datasets/${datasetId}/export?format=${format}${at ? `&at=${encodeURIComponent(at)}` : ""}`;
