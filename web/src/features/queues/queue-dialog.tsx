/** Makes or changes a queue: its name, what people are asked, and what new traffic comes in by itself. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { ApiError } from "@/api/client";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { Segmented } from "@/components/ui/segmented";
import { Skeleton } from "@/components/ui/skeleton";
import { toast } from "@/components/ui/toast";
import { useT } from "@/i18n";
import { configsQuery, type Queue, type QueueBody, useSaveQueue } from "./queries";

type SampleOf = "none" | "TRACE" | "OBSERVATION";

export function QueueDialog({ projectId, queue, onClose }: { projectId: string; queue: Queue | null; onClose: () => void }) {
  const t = useT();
  const save = useSaveQueue(projectId);
  const [name, setName] = useState(queue?.name ?? "");
  const [description, setDescription] = useState(queue?.description ?? "");
  const [configs, setConfigs] = useState<readonly string[]>(queue?.score_config_ids ?? []);
  const [of, setOf] = useState<SampleOf>(queue?.sampling?.of ?? "none");
  const [filter, setFilter] = useState(queue?.sampling?.filter ?? "");
  const [percent, setPercent] = useState(String(Math.round((queue?.sampling?.share ?? 0.05) * 10_000) / 100));
  const share = Number(percent.replace(",", ".")) / 100;
  const valid = name.trim() !== "" && configs.length > 0 && (of === "none" || (share > 0 && share <= 1));
  const problem = objection(save.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!valid) return;
    const body: QueueBody = {
      name: name.trim(),
      description: description.trim() || null,
      score_config_ids: [...configs],
      sampling: of === "none" ? null : { of, filter: filter.trim(), share },
    };
    save.mutate(
      { id: queue?.id ?? null, body },
      {
        onSuccess: () => {
          toast.success(t("queues.saved"));
          onClose();
        },
        onError: () => undefined,
      },
    );
  };
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={queue ? t("queues.editQueue") : t("queues.newQueue")}>
      <form className="flex flex-col gap-4" onSubmit={submit}>
        <Field label={t("common.name")} error={problem.name}>
          {(control) => (
            <Input {...control} autoFocus maxLength={200} value={name} onChange={(event) => setName(event.target.value)} />
          )}
        </Field>
        <Field label={t("queues.description")} hint={t("queues.descriptionWhy")}>
          {(control) => (
            <Textarea
              {...control}
              maxLength={2000}
              value={description}
              onChange={(event) => setDescription(event.target.value)}
            />
          )}
        </Field>
        <ConfigChoice projectId={projectId} chosen={configs} onChange={setConfigs} problem={problem.score_config_ids} />
        <fieldset className="flex flex-col gap-2">
          <legend className="mb-1.5 font-medium text-soft text-xs">{t("queues.sampling")}</legend>
          <Segmented
            aria-label={t("queues.sampling")}
            value={of}
            onValueChange={setOf}
            options={[
              { value: "none", label: t("queues.sampleNone") },
              { value: "TRACE", label: t("queues.sampleTraces") },
              { value: "OBSERVATION", label: t("queues.sampleObservations") },
            ]}
          />
          {of !== "none" && (
            <div className="grid gap-3 sm:grid-cols-[7rem_1fr]">
              <Field label={t("queues.percent")}>
                {(control) => (
                  <Input
                    {...control}
                    className="tabular"
                    inputMode="decimal"
                    value={percent}
                    onChange={(event) => setPercent(event.target.value)}
                  />
                )}
              </Field>
              <Field label={t("queues.sampleFilter")} hint={t("queues.sampleFilterWhy")} error={problem.filter}>
                {(control) => (
                  <Input
                    {...control}
                    className="font-mono"
                    placeholder="environment:production level:ERROR"
                    value={filter}
                    onChange={(event) => setFilter(event.target.value)}
                  />
                )}
              </Field>
            </div>
          )}
        </fieldset>
        {problem.form && (
          <p role="alert" className="text-danger-text text-sm">
            {problem.form}
          </p>
        )}
        <Button type="submit" variant="primary" className="self-end" busy={save.isPending} disabled={!valid}>
          {t("common.save")}
        </Button>
      </form>
    </Dialog>
  );
}

interface ConfigChoiceProps {
  projectId: string;
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
  problem: string | undefined;
}

function ConfigChoice({ projectId, chosen, onChange, problem }: ConfigChoiceProps) {
  const t = useT();
  const configs = useQuery(configsQuery(projectId));
  const offered = configs.data?.filter((config) => !config.is_archived || chosen.includes(config.id));
  const turn = (id: string, on: boolean) => onChange(on ? [...chosen, id] : chosen.filter((one) => one !== id));
  return (
    <fieldset>
      <legend className="mb-1.5 font-medium text-soft text-xs">{t("queues.configs")}</legend>
      {!offered && <Skeleton className="h-12" />}
      {offered?.length === 0 && (
        <p className="text-soft text-sm">
          {t("queues.noConfigs")}{" "}
          <Link to="/projects/$projectId/settings/scores" params={{ projectId }} className="text-accent-text hover:underline">
            {t("scores.configs")}
          </Link>
        </p>
      )}
      <ul className="flex max-h-48 flex-col gap-1 overflow-y-auto">
        {offered?.map((config) => (
          <li key={config.id}>
            {/* biome-ignore lint/a11y/noLabelWithoutControl: the checkbox inside is the control */}
            <label className="flex items-center gap-2 text-sm">
              <Checkbox
                aria-label={config.name}
                checked={chosen.includes(config.id)}
                onCheckedChange={(on) => turn(config.id, on === true)}
              />
              {config.name}
              <span className="text-faint text-xs">{config.data_type.toLowerCase()}</span>
            </label>
          </li>
        ))}
      </ul>
      {problem && (
        <p role="alert" className="mt-1 text-danger-text text-xs">
          {problem}
        </p>
      )}
    </fieldset>
  );
}

type Place = "name" | "score_config_ids" | "filter" | "form";

/** The server's objection at the field that it is about. */
function objection(error: Error | null): Partial<Record<Place, string>> {
  if (!error) return {};
  if (error instanceof ApiError && error.code === "invalid_filter") return { filter: error.message };
  const field = error instanceof ApiError ? (error.detail as { field?: Place } | null)?.field : undefined;
  return { [field ?? "form"]: error.message };
}
