/** Finds things by what people know of them: the beginning of an id, a piece of a name. For the command menu. */
import { queryOptions } from "@tanstack/react-query";
import { FileText, ListTree, type LucideIcon, MessagesSquare, UserRound } from "lucide-react";
import { api, unwrap } from "@/api/client";
import type { PlainKey } from "@/i18n";

export interface Found {
  kind: FoundKind;
  id: string;
  label: string;
}

interface FoundKind {
  name: string;
  icon: LucideIcon;
  label: PlainKey;
  /** Where it is shown, by project and id. */
  href: (projectId: string, id: string) => string;
  /** At most `MOST` of them, the likeliest first. */
  find: (projectId: string, text: string, signal: AbortSignal) => Promise<{ id: string; label: string }[]>;
}

const MOST = 5;
const encode = encodeURIComponent;
const quoted = (text: string) => `"${text.replace(/[\\"]/g, "\\$&")}"`;
const begins = (text: string) => ({ filter: `id:${quoted(text)}*`, limit: MOST });
const contains = (text: string) => ({ filter: `id:*${quoted(text)}*`, limit: MOST });

/** What can be found. A new thing with a name or an id adds one entry here. */
const KINDS: readonly FoundKind[] = [
  {
    name: "trace",
    icon: ListTree,
    label: "tracing.trace",
    href: (project, id) => `/projects/${project}/traces/${encode(id)}`,
    find: async (project_id, text, signal) => {
      const params = { path: { project_id }, query: begins(text) };
      const { data } = await unwrap(api.GET("/api/v1/projects/{project_id}/traces", { params, signal }));
      return data.map((row) => ({ id: row.id, label: row.name }));
    },
  },
  {
    name: "session",
    icon: MessagesSquare,
    label: "tracing.session",
    href: (project, id) => `/projects/${project}/sessions/${encode(id)}`,
    find: async (project_id, text, signal) => {
      const params = { path: { project_id }, query: contains(text) };
      const { data } = await unwrap(api.GET("/api/v1/projects/{project_id}/sessions", { params, signal }));
      return data.map((row) => ({ id: row.id, label: row.id }));
    },
  },
  {
    name: "user",
    icon: UserRound,
    label: "tracing.user",
    href: (project, id) => `/projects/${project}/users/${encode(id)}`,
    find: async (project_id, text, signal) => {
      const params = { path: { project_id }, query: contains(text) };
      const { data } = await unwrap(api.GET("/api/v1/projects/{project_id}/users", { params, signal }));
      return data.map((row) => ({ id: row.id, label: row.id }));
    },
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

/** One list out of several questions; a question that is refused (no permission) or fails finds nothing. */
export const findQuery = (projectId: string, text: string) =>
  queryOptions({
    queryKey: ["project", projectId, "find", text],
    queryFn: async ({ signal }): Promise<Found[]> => {
      const asked = await Promise.allSettled(
        KINDS.map(async (kind) => (await kind.find(projectId, text, signal)).map((found) => ({ kind, ...found }))),
      );
      return asked.flatMap((answer) => (answer.status === "fulfilled" ? answer.value : []));
    },
  });
