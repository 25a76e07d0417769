/** What the table asks for, pinned in time so that pages fit together, and moved on by hand or every so often. */
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { useWindow } from "@/components/table/use-window";
import type { TimeRange } from "@/lib/time-range";
import type { TableRequest } from "./queries";

interface PinnedRequest {
  request: TableRequest;
  renew: () => void;
}

export function useTableRequest(
  projectId: string,
  filter: string,
  order: string,
  range: TimeRange,
  everySeconds: number,
): PinnedRequest {
  const client = useQueryClient();
  const { from, to, renew: move } = useWindow(range, everySeconds);
  const request = useMemo(() => ({ projectId, filter, from, to, order }), [projectId, filter, from, to, order]);
  const renew = useCallback(() => {
    move();
    void client.invalidateQueries({ queryKey: ["project", projectId, "tracing"] });
  }, [client, projectId, move]);
  return { request, renew };
}
