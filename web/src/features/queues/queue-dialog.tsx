/** Makes or changes a queue: its name, what people are asked, and who should work on it. */
import { type FormEvent, useState } from "react";
import { ApiError } from "@/api/client";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { Problem } from "@/components/ui/problem";
import { toast } from "@/components/ui/toast";
import { useT } from "@/i18n";
import { type Queue, type QueueBody, useSaveQueue } from "./queries";
import { ConfigChoice, PeopleChoice } from "./queue-choices";

export function QueueDialog({ projectId, queue, onClose }: { projectId: string; queue: Queue | null; onClose: () => void }) {
  const t = useT();
  const save = useSaveQueue(projectId);
  const [name, setName] = useState(queue?.name ?? "");
  const [description, setDescription] = useState(queue?.description ?? "");
  const [configs, setConfigs] = useState<readonly string[]>(queue?.score_config_ids ?? []);
  const [people, setPeople] = useState<readonly string[]>(queue?.assigned_user_ids ?? []);
  const valid = name.trim() !== "" && configs.length > 0;
  const problem = objection(save.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!valid) return;
    const body: QueueBody = {
      name: name.trim(),
      description: description.trim() || null,
      score_config_ids: [...configs],
      assigned_user_ids: [...people],
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
        <Problem>{problem.form}</Problem>
        <Button type="submit" variant="primary" className="self-end" busy={save.isPending} disabled={!valid}>
          {t("actions.save")}
        </Button>
      </form>
    </Dialog>
  );
}

type Place = "name" | "score_config_ids" | "form";

/** The server's objection at the field that it is about. */
function objection(error: Error | null): Partial<Record<Place, string>> {
  if (!error) return {};
  const field = error instanceof ApiError ? (error.detail as { field?: Place } | null)?.field : undefined;
  return { [field ?? "form"]: error.message };
}
