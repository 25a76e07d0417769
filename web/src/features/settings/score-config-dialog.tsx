/** A score config as a form: a new one, or one that is there, whose kind of value stays. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api, unwrap } from "@/api/client";
import type { components } from "@/api/schema.gen";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { useT } from "@/i18n";
import { numberCategories } from "./number-categories";

type Schemas = components["schemas"];
type NewConfig = Schemas["NewScoreConfig"];
type DataType = NewConfig["data_type"];

const TYPES: readonly DataType[] = ["NUMERIC", "CATEGORICAL", "BOOLEAN", "TEXT"];

export const configsQuery = (projectId: string) =>
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

function useSaveConfig(projectId: string, configId: string | undefined) {
  const client = useQueryClient();
  const path = { project_id: projectId };
  return useMutation({
    mutationFn: (body: NewConfig) =>
      configId === undefined
        ? unwrap(api.POST("/api/v1/projects/{project_id}/score-configs", { params: { path }, body }))
        : unwrap(
            api.PATCH("/api/v1/projects/{project_id}/score-configs/{config_id}", {
              params: { path: { ...path, config_id: configId } },
              body,
            }),
          ),
    onSuccess: () => client.invalidateQueries({ queryKey: configsQuery(projectId).queryKey }),
    onError: () => undefined,
  });
}

interface ScoreConfigDialogProps {
  projectId: string;
  /** The one to change; without it a new one is made. */
  config?: Schemas["ScoreConfig"];
  onClose: () => void;
}

export function ScoreConfigDialog({ projectId, config, onClose }: ScoreConfigDialogProps) {
  const t = useT();
  const save = useSaveConfig(projectId, config?.id);
  const [name, setName] = useState(config?.name ?? "");
  const [type, setType] = useState<DataType>((config?.data_type as DataType | undefined) ?? "NUMERIC");
  const [min, setMin] = useState(String(config?.min_value ?? ""));
  const [max, setMax] = useState(String(config?.max_value ?? ""));
  const [categories, setCategories] = useState(config?.categories?.map((category) => category.label).join("\n") ?? "");
  const [description, setDescription] = useState(config?.description ?? "");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const labels = categories.split("\n").flatMap((line) => line.trim() || []);
    save.mutate(
      {
        name,
        data_type: type,
        description: description || null,
        min_value: type === "NUMERIC" && min !== "" ? Number(min) : null,
        max_value: type === "NUMERIC" && max !== "" ? Number(max) : null,
        categories: type === "CATEGORICAL" ? numberCategories(labels, config?.categories ?? []) : null,
      },
      { onSuccess: onClose },
    );
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={config ? t("settings.editConfig", { name: config.name }) : t("settings.newConfig")}
    >
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
              disabled={config !== undefined}
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
        {save.error && (
          <p role="alert" className="rounded-md bg-danger-soft px-3 py-2 text-danger-text text-sm">
            {save.error.message}
          </p>
        )}
        <Button type="submit" variant="primary" className="self-end" busy={save.isPending}>
          {t(config ? "actions.save" : "actions.create")}
        </Button>
      </form>
    </Dialog>
  );
}
