/** Finds things by a piece of their id or name. For the command menu: each kind of thing is asked for by itself, so that the quick
 * ones need not wait for the slow. Ids come from the counts of facets, which read one column and not whole rows. */
import { queryOptions } from "@tanstack/react-query";
import { FileText, ListTree, type LucideIcon, MessagesSquare, UserRound } from "lucide-react";
import { api, unwrap } from "@/api/client";
import type { PlainKey } from "@/i18n";

export interface Found {
  id: string;
  label: string;
}

export interface FoundKind {
  name: string;
  icon: LucideIcon;
  label: PlainKey;
  /** Where it is shown, by project and id. */
  href: (projectId: string, id: string) => string;
  /** At most `MOST` of them, the likeliest first. */
  find: (projectId: string, text: string, signal: AbortSignal) => Promise<Found[]>;
}

const MOST = 5;
const encode = encodeURIComponent;

/** Values of a field that contain the text: those that begin with it first, else the most frequent first. */
async function values(
  projectId: string,
  subject: "traces" | "observations",
  field: string,
  text: string,
  signal: AbortSignal,
): Promise<string[]> {
  const { data } = await unwrap(
    api.GET("/api/v1/projects/{project_id}/facets/{subject}", {
      params: { path: { project_id: projectId, subject }, query: { fields: [field], containing: text, limit: 20 } },
      signal,
    }),
  );
  const found = (data[0]?.values ?? []).map((one) => one.value);
  const begins = (value: string) => value.toLowerCase().startsWith(text.toLowerCase());
  return [...found.filter(begins), ...found.filter((value) => !begins(value))].slice(0, MOST);
}

async function nameOfTrace(projectId: string, id: string, signal: AbortSignal): Promise<Found> {
  const params = { path: { project_id: projectId, trace_id: id } };
  const { name } = await unwrap(api.GET("/api/v1/projects/{project_id}/traces/{trace_id}", { params, signal }));
  return { id, label: name };
}

/** What can be found. A new thing with a name or an id adds one entry here. */
export const KINDS: readonly FoundKind[] = [
  {
    name: "trace",
    icon: ListTree,
    label: "tracing.trace",
    href: (project, id) => `/projects/${project}/traces/${encode(id)}`,
    find: async (project, text, signal) => {
      const ids = await values(project, "traces", "id", text, signal);
      return Promise.all(ids.map((id) => nameOfTrace(project, id, signal)));
    },
  },
  {
    name: "session",
    icon: MessagesSquare,
    label: "tracing.session",
    href: (project, id) => `/projects/${project}/sessions/${encode(id)}`,
    find: async (project, text, signal) =>
      (await values(project, "observations", "session_id", text, signal)).map((id) => ({ id, label: id })),
  },
  {
    name: "user",
    icon: UserRound,
    label: "tracing.user",
    href: (project, id) => `/projects/${project}/users/${encode(id)}`,
    find: async (project, text, signal) =>
      (await values(project, "observations", "user_id", text, signal)).map((id) => ({ id, label: id })),
  },
  {
    name: "prompt",
    icon: FileText,
    label: "tracing.prompt",
    href: (project, id) => `/projects/${project}/prompts/${encode(id)}`,
    find: async (project_id, text, signal) => {
      const params = { path: { project_id }, query: { search: text, limit: MOST } };
      const { data } = await unwrap(api.GET("/api/v1/projects/{project_id}/prompts", { params, signal }));
      return data.map((row) => ({ id: row.id, label: row.name }));
    },
  },
];

/** A question that is refused (no permission) or fails finds nothing. */
export const findQuery = (projectId: string, kind: FoundKind, text: string) =>
  queryOptions({
    queryKey: ["project", projectId, "find", kind.name, text],
    queryFn: ({ signal }) => kind.find(projectId, text, signal),
    retry: false,
    staleTime: 30_000,
  });
