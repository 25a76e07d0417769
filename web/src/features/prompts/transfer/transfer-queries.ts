/** Prompts as JSON documents, and what is done to whole folders. */
import { SHOWN_BY_FORM } from "@/api/change";
import { api, unwrap } from "@/api/client";
import type { components } from "@/api/schema.gen";
import { at, one, usePromptChange } from "../queries";

type Schemas = components["schemas"];
export type Exported = Schemas["Exported"];

/** Everything below a folder (or all), or the prompts with these names. */
export function exportPrompts(projectId: string, query: { folder?: string; name?: string[] }): Promise<Exported> {
  return unwrap(api.GET("/api/v1/projects/{project_id}/prompts/export", { params: { path: at(projectId), query } }));
}

export function useImport(projectId: string) {
  return usePromptChange(
    projectId,
    ({ document, addVersions }: { document: Exported; addVersions: boolean }) =>
      unwrap(
        api.POST("/api/v1/projects/{project_id}/prompts/import", {
          params: { path: at(projectId), query: { on_existing: addVersions ? "add_versions" : "skip" } },
          body: document,
        }),
      ),
    SHOWN_BY_FORM,
  );
}

export function useDuplicate(projectId: string, promptId: string) {
  return usePromptChange(
    projectId,
    (body: Schemas["DuplicateIn"]) =>
      unwrap(
        api.POST("/api/v1/projects/{project_id}/prompts/{prompt_id}/duplicate", {
          params: { path: one(projectId, promptId) },
          body,
        }),
      ),
    SHOWN_BY_FORM,
  );
}

export function useDuplicateFolder(projectId: string) {
  return usePromptChange(
    projectId,
    (body: { folder: string; new_folder: string }) =>
      unwrap(api.POST("/api/v1/projects/{project_id}/prompts/duplicate-folder", { params: { path: at(projectId) }, body })),
    SHOWN_BY_FORM,
  );
}

export function useDeleteFolder(projectId: string) {
  return usePromptChange(projectId, (folder: string) =>
    unwrap(
      api.POST("/api/v1/projects/{project_id}/prompts/delete-folder", { params: { path: at(projectId) }, body: { folder } }),
    ),
  );
}
