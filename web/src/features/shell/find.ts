/** Finds things by what people know of them: the beginning of an id, a piece of a name. For the command menu. */
import { queryOptions } from "@tanstack/react-query";
import { FileText, ListTree, type LucideIcon, MessagesSquare, UserRound } from "lucide-react";
import { api, unwrap } from "@/api/client";
import type { PlainKey } from "@/i18n";

export type FoundKind = "trace" | "session" | "user" | "prompt";

export interface Found {
  kind: FoundKind;
  id: string;
  label: string;
}

interface Kind {
  icon: LucideIcon;
  label: PlainKey;
  /** Where it is shown, by project and id. */
  href: (projectId: string, id: string) => string;
}

const encode = encodeURIComponent;

export const FOUND_KINDS: Record<FoundKind, Kind> = {
  trace: { icon: ListTree, label: "tracing.trace", href: (project, id) => `/projects/${project}/traces/${encode(id)}` },
  session: {
    icon: MessagesSquare,
    label: "tracing.session",
    href: (project, id) => `/projects/${project}/sessions/${encode(id)}`,
  },
  user: { icon: UserRound, label: "tracing.user", href: (project, id) => `/projects/${project}/users/${encode(id)}` },
  prompt: { icon: FileText, label: "tracing.prompt", href: (project, id) => `/projects/${project}/prompts/${encode(id)}` },
};

const MOST = 5;

/** One list out of several questions; a question that is refused (no permission) or fails finds nothing. */
export const findQuery = (projectId: string, text: string) =>
  queryOptions({
    queryKey: ["project", projectId, "find", text],
    queryFn: async ({ signal }): Promise<Found[]> => {
      const path = { project_id: projectId };
      const pattern = `"${text.replace(/[\\"]/g, "\\$&")}"`;
      const query = { filter: `id:${pattern}*`, limit: MOST };
      const asked = await Promise.allSettled([
        unwrap(api.GET("/api/v1/projects/{project_id}/traces", { params: { path, query }, signal })).then(({ data }) =>
          data.map((row): Found => ({ kind: "trace", id: row.id, label: row.name })),
        ),
        unwrap(api.GET("/api/v1/projects/{project_id}/sessions", { params: { path, query }, signal })).then(({ data }) =>
          data.map((row): Found => ({ kind: "session", id: row.id, label: row.id })),
        ),
        unwrap(api.GET("/api/v1/projects/{project_id}/users", { params: { path, query }, signal })).then(({ data }) =>
          data.map((row): Found => ({ kind: "user", id: row.id, label: row.id })),
        ),
        unwrap(
          api.GET("/api/v1/projects/{project_id}/prompts", { params: { path, query: { search: text, limit: MOST } }, signal }),
        ).then(({ data }) => data.map((row): Found => ({ kind: "prompt", id: row.id, label: row.name }))),
      ]);
      return asked.flatMap((answer) => (answer.status === "fulfilled" ? answer.value : []));
    },
  });
