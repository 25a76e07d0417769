/** Makes or changes a queue: its name, what people are asked, and what new traffic comes in by itself. */
import { type FormEvent, useState } from "react";
import { ApiError } from "@/api/client";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { Problem } from "@/components/ui/problem";
import { Segmented } from "@/components/ui/segmented";
import { toast } from "@/components/ui/toast";
import { useT } from "@/i18n";
import { type Queue, type QueueBody, useSaveQueue } from "./queries";
import { ConfigChoice, PeopleChoice } from "./queue-choices";

type SampleOf = "none" | "TRACE" | "OBSERVATION";

export function QueueDialog({ projectId, queue, onClose }: { projectId: string; queue: Queue | null; onClose: () => void }) {
  const t = useT();
  const save = useSaveQueue(projectId);
  const [name, setName] = useState(queue?.name ?? "");
  const [description, setDescription] = useState(queue?.description ?? "");
  const [configs, setConfigs] = useState<readonly string[]>(queue?.score_config_ids ?? []);
  const [people, setPeople] = useState<readonly string[]>(queue?.assigned_user_ids ?? []);
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
      assigned_user_ids: [...people],
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
        <Field label={t("forms.name")} error={problem.name}>
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
        <PeopleChoice projectId={projectId} chosen={people} onChange={setPeople} />
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
        <Problem>{problem.form}</Problem>
        <Button type="submit" variant="primary" className="self-end" busy={save.isPending} disabled={!valid}>
          {t("actions.save")}
        </Button>
      </form>
    </Dialog>
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
