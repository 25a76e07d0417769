/** The address that opens the comments of a thing and shows one of them. */
import { useRouter } from "@tanstack/react-router";
import type { Target } from "../queries";

export function useCommentLink(projectId: string, { traceId, observationId, sessionId }: Target, comment: string): string {
  const { buildLocation } = useRouter();
  const location =
    traceId === undefined
      ? buildLocation({
          to: "/projects/$projectId/sessions/$sessionId",
          params: { projectId, sessionId: sessionId ?? "" },
          search: { comment },
        })
      : buildLocation({
          to: "/projects/$projectId/traces/$traceId",
          params: { projectId, traceId },
          search: { step: observationId, comment },
        });
  return window.location.origin + location.href;
}
