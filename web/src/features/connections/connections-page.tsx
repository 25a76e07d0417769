/** Ways to model providers, for the playground and for judges. Keys are kept encrypted and are never shown again. */
import { useQuery } from "@tanstack/react-query";
import { Plug, Plus } from "lucide-react";
import { useState } from "react";
import { useMay, useProject } from "@/api/me";
import { EmptyState } from "@/components/empty-state";
import { ErrorState } from "@/components/error-state";
import { Section } from "@/components/section";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Skeleton } from "@/components/ui/skeleton";
import { useT } from "@/i18n";
import { ConnectionDialog } from "./connection-dialog";
import { type Connection, connectionsQuery, useDeleteConnection } from "./queries";

const SHOWN_MODELS = 6;

export function ConnectionsPage() {
  const t = useT();
  const project = useProject();
  const mayWrite = useMay("connections:write");
  const connections = useQuery(connectionsQuery(project.id));
  const [creating, setCreating] = useState(false);
  const create = mayWrite && (
    <Button variant="primary" onClick={() => setCreating(true)}>
      <Plus aria-hidden />
      {t("connections.new")}
    </Button>
  );
  return (
    <Section title={t("connections.connections")} description={t("connections.why")} actions={create}>
      {connections.isError && <ErrorState error={connections.error} retry={() => connections.refetch()} />}
      {connections.isPending && <Skeleton className="h-24 w-full" />}
      {connections.data?.data.length === 0 && <EmptyState icon={Plug} title={t("connections.none")} action={create} />}
      {connections.data && connections.data.data.length > 0 && (
        <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
          {connections.data.data.map((connection) => (
            <ConnectionRow key={connection.id} projectId={project.id} connection={connection} mayWrite={mayWrite} />
          ))}
        </ul>
      )}
      {creating && <ConnectionDialog projectId={project.id} connection={null} onClose={() => setCreating(false)} />}
    </Section>
  );
}

interface ConnectionRowProps {
  projectId: string;
  connection: Connection;
  mayWrite: boolean;
}

function ConnectionRow({ projectId, connection, mayWrite }: ConnectionRowProps) {
  const t = useT();
  const remove = useDeleteConnection(projectId);
  const [open, setOpen] = useState<"edit" | "delete" | null>(null);
  const more = connection.models.length - SHOWN_MODELS;
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0 flex-1 basis-64">
        <p className="flex flex-wrap items-center gap-2">
          <span className="truncate font-medium">{connection.provider}</span>
          <Badge>{connection.adapter}</Badge>
        </p>
        <p className="mt-0.5 truncate font-mono text-faint text-xs">
          {[connection.display_secret, connection.base_url].filter(Boolean).join(" · ")}
        </p>
        <div className="mt-1.5 flex flex-wrap gap-1">
          {connection.models.slice(0, SHOWN_MODELS).map((model) => (
            <Badge key={model}>{model}</Badge>
          ))}
          {more > 0 && <span className="text-faint text-xs">+{more}</span>}
        </div>
      </div>
      {mayWrite && (
        <div className="flex gap-2">
          <Button size="sm" onClick={() => setOpen("edit")} aria-label={`${t("actions.edit")} ${connection.provider}`}>
            {t("actions.edit")}
          </Button>
          <Button
            size="sm"
            variant="danger"
            onClick={() => setOpen("delete")}
            aria-label={`${t("actions.delete")} ${connection.provider}`}
          >
            {t("actions.delete")}
          </Button>
        </div>
      )}
      {open === "edit" && <ConnectionDialog projectId={projectId} connection={connection} onClose={() => setOpen(null)} />}
      <Confirm
        open={open === "delete"}
        onOpenChange={(asked) => !asked && setOpen(null)}
        title={t("connections.deleteAsk", { name: connection.provider })}
        description={t("connections.deleteWhy")}
        action={t("actions.delete")}
        busy={remove.isPending}
        onConfirm={() => remove.mutate(connection.id, { onSettled: () => setOpen(null) })}
      />
    </li>
  );
}
