/** Makes a session and leads to it: empty, with a prompt version, or with a call that a trace records. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { ErrorState } from "@/components/error-state";
import { PageSkeleton } from "@/components/page-skeleton";
import { columnOfVersion, emptyColumn, providerFor } from "./draft";
import { fetchVersion } from "./prompts/prompt-queries";
import { type Column, type Connection, connectionsQuery, createSession, fetchRecordedCall, type SessionOut } from "./queries";

export interface NewSessionSearch {
  /** A prompt's id, and its version. */
  prompt?: string;
  version?: number;
  /** A trace, and the step in it whose call is opened. */
  trace?: string;
  step?: string;
}

interface NewSessionPageProps {
  projectId: string;
  search: NewSessionSearch;
  onMade: (session: SessionOut) => void;
}

export function NewSessionPage({ projectId, search, onMade }: NewSessionPageProps) {
  const client = useQueryClient();
  // A query rather than a mutation: however often the page is drawn, one session is made.
  const made = useQuery({
    queryKey: ["project", projectId, "playground", "new", search],
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
    queryFn: async () => {
      const { data: connections } = await client.fetchQuery(connectionsQuery(projectId));
      const columns = [await firstColumn(projectId, search, connections)];
      return createSession(projectId, { name: "", columns, filling: { variables: {}, placeholders: {} } });
    },
  });
  useEffect(() => {
    if (!made.data) return;
    void client.invalidateQueries({ queryKey: ["project", projectId, "playground", "sessions"] });
    onMade(made.data);
  }, [made.data, onMade, client, projectId]);
  if (made.isError) return <ErrorState error={made.error} retry={() => made.refetch()} />;
  return <PageSkeleton />;
}

async function firstColumn(projectId: string, search: NewSessionSearch, connections: Connection[]): Promise<Column> {
  const empty = emptyColumn(connections);
  if (search.prompt && search.version) {
    return columnOfVersion(await fetchVersion(projectId, search.prompt, search.version), empty, connections);
  }
  if (search.trace && search.step) {
    const recorded = await fetchRecordedCall(projectId, search.trace, search.step);
    const model = recorded.model || empty.model;
    return { ...recorded, model, provider: providerFor(connections, model) };
  }
  return empty;
}
