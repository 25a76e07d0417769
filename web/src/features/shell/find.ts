/** Finds things by a piece of their id or name. For the command menu: each kind of thing is asked for by itself, so that the quick
 * ones need not wait for the slow. Ids come from the counts of facets, which read one column and not whole rows. */
import { queryOptions } from "@tanstack/react-query";
import {
  Database,
  FileText,
  Gavel,
  ListChecks,
  ListTree,
  type LucideIcon,
  MessagesSquare,
  TestTubeDiagonal,
  UserRound,
} from "lucide-react";
import { api, unwrap } from "@/api/client";
import type { PlainKey } from "@/i18n";
import "@/i18n/late/command";

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
  return likeliest(data[0]?.values ?? [], text, (one) => one.value).map((one) => one.value);
}

/** Of the things whose name contains the text, whatever the case: those that begin with it first, else in their order. */
export function likeliest<Thing>(things: readonly Thing[], text: string, nameOf: (thing: Thing) => string): Thing[] {
  const wanted = text.toLowerCase();
  const place = (thing: Thing) => nameOf(thing).toLowerCase().indexOf(wanted);
  const found = things.filter((thing) => place(thing) >= 0);
  return [...found.filter((thing) => place(thing) === 0), ...found.filter((thing) => place(thing) > 0)].slice(0, MOST);
}

type Named = { id: string; name: string };

const named = (things: readonly Named[]): Found[] => things.map(({ id, name }) => ({ id, label: name }));

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
      return named(data);
    },
  },
  {
    name: "dataset",
    icon: Database,
    label: "datasets.dataset",
    href: (project, id) => `/projects/${project}/datasets/${encode(id)}`,
    find: async (project_id, text, signal) => {
      const params = { path: { project_id }, query: { search: text, limit: MOST } };
      const { data } = await unwrap(api.GET("/api/v1/projects/{project_id}/datasets", { params, signal }));
      return named(data);
    },
  },
  {
    name: "experiment",
    icon: TestTubeDiagonal,
    label: "command.experiment",
    href: (project, id) => `/projects/${project}/experiments/${encode(id)}`,
    find: async (project_id, text, signal) => {
      const params = { path: { project_id }, query: { search: text, limit: MOST } };
      const { data } = await unwrap(api.GET("/api/v1/projects/{project_id}/experiments", { params, signal }));
      return named(data);
    },
  },
  {
    name: "evaluator",
    icon: Gavel,
    label: "evaluation.evaluator",
    href: (project, id) => `/projects/${project}/evaluators/${encode(id)}`,
    find: async (project_id, text, signal) => {
      const params = { path: { project_id } };
      const { data } = await unwrap(api.GET("/api/v1/projects/{project_id}/evaluators", { params, signal }));
      return named(likeliest(data, text, (one) => one.name));
    },
  },
  {
    name: "queue",
    icon: ListChecks,
    label: "queues.queue",
    href: (project, id) => `/projects/${project}/queues/${encode(id)}`,
    find: async (project_id, text, signal) => {
      const params = { path: { project_id }, query: { limit: 200 } };
      const { data } = await unwrap(api.GET("/api/v1/projects/{project_id}/annotation-queues", { params, signal }));
      return named(likeliest(data, text, (one) => one.name));
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
