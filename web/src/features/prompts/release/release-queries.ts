/** Proposals, their reviews, rules of labels and roll-back. */
import { queryOptions } from "@tanstack/react-query";
import { SHOWN_BY_FORM } from "@/api/change";
import { api, unwrap } from "@/api/client";
import type { components } from "@/api/schema.gen";
import { at, key, one, usePromptChange } from "../queries";

type Schemas = components["schemas"];

export const proposalsQuery = (projectId: string, promptId: string) =>
  queryOptions({
    queryKey: key(projectId, promptId, "proposals"),
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/prompt-proposals", {
          params: { path: at(projectId), query: { prompt_id: promptId } },
          signal,
        }),
      ),
  });

export const proposalQuery = (projectId: string, proposalId: string) =>
  queryOptions({
    queryKey: key(projectId, "proposal", proposalId),
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/prompt-proposals/{proposal_id}", {
          params: { path: { ...at(projectId), proposal_id: proposalId } },
          signal,
        }),
      ),
  });

export function useRollBack(projectId: string, promptId: string) {
  return usePromptChange(projectId, (label: string) =>
    unwrap(
      api.POST("/api/v1/projects/{project_id}/prompts/{prompt_id}/labels/{label}/roll-back", {
        params: { path: { ...one(projectId, promptId), label } },
      }),
    ),
  );
}

export function usePropose(projectId: string, promptId: string) {
  return usePromptChange(
    projectId,
    (body: Schemas["ProposalIn"]) =>
      unwrap(
        api.POST("/api/v1/projects/{project_id}/prompts/{prompt_id}/proposals", {
          params: { path: one(projectId, promptId) },
          body,
        }),
      ),
    SHOWN_BY_FORM,
  );
}

export type Decision = "approve" | "refuse" | "withdraw" | "apply";

export function useDecide(projectId: string, proposalId: string) {
  return usePromptChange(
    projectId,
    ({ decision, reason }: { decision: Decision; reason: string }) => {
      const params = { path: { ...at(projectId), proposal_id: proposalId } };
      const body = { reason };
      switch (decision) {
        case "approve":
          return unwrap(api.POST("/api/v1/projects/{project_id}/prompt-proposals/{proposal_id}/approve", { params, body }));
        case "refuse":
          return unwrap(api.POST("/api/v1/projects/{project_id}/prompt-proposals/{proposal_id}/refuse", { params, body }));
        case "withdraw":
          return unwrap(api.POST("/api/v1/projects/{project_id}/prompt-proposals/{proposal_id}/withdraw", { params }));
        case "apply":
          return unwrap(api.POST("/api/v1/projects/{project_id}/prompt-proposals/{proposal_id}/apply", { params }));
      }
    },
    SHOWN_BY_FORM,
  );
}

export function useSetRule(projectId: string) {
  return usePromptChange(
    projectId,
    ({ label, approvals, approvers }: { label: string; approvals: number | null; approvers: string[] }) => {
      const params = { path: { ...at(projectId), label } };
      const path = "/api/v1/projects/{project_id}/prompt-label-rules/{label}";
      if (approvals === null) return unwrap(api.DELETE(path, { params })).then(() => null);
      return unwrap(api.PUT(path, { params, body: { approvals, approvers } }));
    },
  );
}
