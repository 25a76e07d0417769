/** Score configs: what scores people give, with the values that are allowed. Configs are archived, never deleted. */
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Archive, ArchiveRestore, ClipboardCheck, Plus } from "lucide-react";
import { type FormEvent, useState } from "react";
import { api, unwrap } from "@/api/client";
import { useMay, useProject } from "@/api/me";
import type { components } from "@/api/schema.gen";
import { EmptyState } from "@/components/empty-state";
import { ErrorState } from "@/components/error-state";
import { Section } from "@/components/section";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { Skeleton } from "@/components/ui/skeleton";
import { useT } from "@/i18n";
import { cn } from "@/lib/cn";

type Schemas = components["schemas"];
type ScoreConfig = Schemas["ScoreConfig"];
type NewConfig = Schemas["NewScoreConfig"];
type DataType = NewConfig["data_type"];

const TYPES: readonly DataType[] = ["NUMERIC", "CATEGORICAL", "BOOLEAN", "TEXT"];

const configsQuery = (projectId: string) =>
  queryOptions({
    queryKey: ["project", projectId, "score-configs"],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/v1/projects/{project_id}/score-configs", {
          params: { path: { project_id: projectId }, query: { limit: 500 } },
          signal,
        }),
      ),
  });

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

function useCreateConfig(projectId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: NewConfig) =>
      unwrap(api.POST("/api/v1/projects/{project_id}/score-configs", { params: { path: { project_id: projectId } }, body })),
    onSuccess: () => client.invalidateQueries({ queryKey: configsQuery(projectId).queryKey }),
    onError: () => undefined,
  });
}

export function ScoreConfigsPage() {
  const t = useT();
  const project = useProject();
  const may = useMay("score_configs:write");
  const configs = useQuery(configsQuery(project.id));
  const archive = useArchive(project.id);
  const [creating, setCreating] = useState(false);
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
                <Button size="sm" onClick={() => archive.mutate({ id: config.id, is_archived: !config.is_archived })}>
                  {config.is_archived ? <ArchiveRestore aria-hidden /> : <Archive aria-hidden />}
                  {config.is_archived ? t("settings.restore") : t("settings.archive")}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {creating && <NewConfigDialog projectId={project.id} onClose={() => setCreating(false)} />}
    </Section>
  );
}

function describe(config: ScoreConfig): string {
  const values =
    config.categories?.map((category) => category.label).join(", ") ??
    (config.min_value !== null || config.max_value !== null ? `${config.min_value ?? "−∞"} … ${config.max_value ?? "∞"}` : "");
  return [values, config.description].filter(Boolean).join(" · ") || "–";
}

function NewConfigDialog({ projectId, onClose }: { projectId: string; onClose: () => void }) {
  const t = useT();
  const create = useCreateConfig(projectId);
  const [name, setName] = useState("");
  const [type, setType] = useState<DataType>("NUMERIC");
  const [min, setMin] = useState("");
  const [max, setMax] = useState("");
  const [categories, setCategories] = useState("");
  const [description, setDescription] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const labels = categories.split("\n").flatMap((line) => line.trim() || []);
    create.mutate(
      {
        name,
        data_type: type,
        description: description || null,
        min_value: type === "NUMERIC" && min !== "" ? Number(min) : null,
        max_value: type === "NUMERIC" && max !== "" ? Number(max) : null,
        categories: type === "CATEGORICAL" ? labels.map((label, value) => ({ label, value })) : null,
      },
      { onSuccess: onClose },
    );
  };
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={t("settings.newConfig")}>
      <form className="flex flex-col gap-4" onSubmit={submit}>
        <Field label={t("forms.name")}>
          {(control) => (
            <Input
              {...control}
              required
              autoFocus
              maxLength={35}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <Field label={t("settings.dataType")}>
          {(control) => (
            <Select
              id={control.id}
              value={type}
              onValueChange={setType}
              options={TYPES.map((value) => ({ value, label: t.dynamic(`settings.type_${value}`, value) }))}
            />
          )}
        </Field>
        {type === "NUMERIC" && (
          <div className="flex gap-3">
            <Field label={t("filter.min")} className="flex-1">
              {(control) => (
                <Input {...control} type="number" step="any" value={min} onChange={(event) => setMin(event.target.value)} />
              )}
            </Field>
            <Field label={t("filter.max")} className="flex-1">
              {(control) => (
                <Input {...control} type="number" step="any" value={max} onChange={(event) => setMax(event.target.value)} />
              )}
            </Field>
          </div>
        )}
        {type === "CATEGORICAL" && (
          <Field label={t("settings.categories")} hint={t("settings.categoriesWhy")}>
            {(control) => (
              <Textarea {...control} required value={categories} onChange={(event) => setCategories(event.target.value)} />
            )}
          </Field>
        )}
        <Field label={t("settings.description")}>
          {(control) => <Input {...control} value={description} onChange={(event) => setDescription(event.target.value)} />}
        </Field>
        {create.error && (
          <p role="alert" className="rounded-md bg-danger-soft px-3 py-2 text-danger-text text-sm">
            {create.error.message}
          </p>
        )}
        <Button type="submit" variant="primary" className="self-end" busy={create.isPending}>
          {t("actions.create")}
        </Button>
      </form>
    </Dialog>
  );
}
