/** Score configs: what scores people give, with the values that are allowed. Configs are archived, never deleted. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Archive, ArchiveRestore, ClipboardCheck, Pencil, Plus } from "lucide-react";
import { useState } from "react";
import { api, unwrap } from "@/api/client";
import { useMay, useProject } from "@/api/me";
import type { components } from "@/api/schema.gen";
import { EmptyState } from "@/components/empty-state";
import { ErrorState } from "@/components/error-state";
import { Section } from "@/components/section";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { useT } from "@/i18n";
import { cn } from "@/lib/cn";
import { configsQuery, ScoreConfigDialog } from "./score-config-dialog";

type Schemas = components["schemas"];
type ScoreConfig = Schemas["ScoreConfig"];

function useArchive(projectId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, is_archived }: { id: string; is_archived: boolean }) =>
      unwrap(
        api.PATCH("/api/v1/projects/{project_id}/score-configs/{config_id}", {
          params: { path: { project_id: projectId, config_id: id } },
          body: { is_archived },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: configsQuery(projectId).queryKey }),
  });
}

export function ScoreConfigsPage() {
  const t = useT();
  const project = useProject();
  const may = useMay("score_configs:write");
  const configs = useQuery(configsQuery(project.id));
  const archive = useArchive(project.id);
  const [creating, setCreating] = useState(false);
  const [edited, setEdited] = useState<ScoreConfig | null>(null);
  const create = may && (
    <Button variant="primary" onClick={() => setCreating(true)}>
      <Plus aria-hidden />
      {t("settings.newConfig")}
    </Button>
  );
  return (
    <Section title={t("settings.scoreConfigs")} description={t("settings.scoreConfigsWhy")} actions={create}>
      {configs.isError && <ErrorState error={configs.error} retry={() => configs.refetch()} />}
      {configs.isPending && <Skeleton className="h-24 w-full" />}
      {configs.data?.data.length === 0 && (
        <EmptyState icon={ClipboardCheck} title={t("settings.noConfigs")} action={create}>
          {t("settings.noConfigsWhy")}
        </EmptyState>
      )}
      {configs.data && configs.data.data.length > 0 && (
        <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
          {configs.data.data.map((config) => (
            <li key={config.id} className="flex items-center gap-4 px-4 py-3">
              <div className={cn("min-w-0 flex-1", config.is_archived && "opacity-60")}>
                <p className="flex items-center gap-2 font-medium">
                  <span className="truncate">{config.name}</span>
                  <Badge>{t.dynamic(`settings.type_${config.data_type}`, config.data_type)}</Badge>
                  {config.is_archived && <Badge tone="warning">{t("settings.archived")}</Badge>}
                </p>
                <p className="mt-0.5 truncate text-faint text-xs">{describe(config)}</p>
              </div>
              {may && (
                <Button size="sm" aria-label={t("settings.editConfig", { name: config.name })} onClick={() => setEdited(config)}>
                  <Pencil aria-hidden />
                  <span className="max-md:hidden">{t("actions.edit")}</span>
                </Button>
              )}
              {may && (
                <Button size="sm" onClick={() => archive.mutate({ id: config.id, is_archived: !config.is_archived })}>
                  {config.is_archived ? <ArchiveRestore aria-hidden /> : <Archive aria-hidden />}
                  {config.is_archived ? t("settings.restore") : t("settings.archive")}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {creating && <ScoreConfigDialog projectId={project.id} onClose={() => setCreating(false)} />}
      {edited && <ScoreConfigDialog projectId={project.id} config={edited} onClose={() => setEdited(null)} />}
    </Section>
  );
}

function describe(config: ScoreConfig): string {
  const values =
    config.categories?.map((category) => category.label).join(", ") ??
    (config.min_value !== null || config.max_value !== null ? `${config.min_value ?? "−∞"} … ${config.max_value ?? "∞"}` : "");
  return [values, config.description].filter(Boolean).join(" · ") || "–";
}
