/** Asks others to approve moving a label to a version. */
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { Problem } from "@/components/ui/problem";
import { toast } from "@/components/ui/toast";
import { useT } from "@/i18n";
import { fromZonedInput } from "@/lib/time";
import { useZone } from "@/lib/zone";
import { usePropose } from "./release-queries";

interface ProposeDialogProps {
  projectId: string;
  promptId: string;
  label: string;
  version: number;
  onClose: () => void;
}

export function ProposeDialog({ projectId, promptId, label, version, onClose }: ProposeDialogProps) {
  const t = useT();
  const propose = usePropose(projectId, promptId);
  const [note, setNote] = useState("");
  const zone = useZone();
  const [when, setWhen] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    propose.mutate(
      { label, to_version: version, note: note.trim(), apply_at: fromZonedInput(when, zone)?.toISOString() ?? null },
      {
        onSuccess: () => {
          toast.success(t("prompts.proposed"));
          onClose();
        },
      },
    );
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("prompts.proposeTitle", { label, version })}
      description={t("prompts.proposeWhy")}
    >
      <form className="flex flex-col gap-4" onSubmit={submit}>
        <Field label={t("prompts.note")}>
          {(control) => (
            <Textarea {...control} autoFocus maxLength={2000} value={note} onChange={(event) => setNote(event.target.value)} />
          )}
        </Field>
        <Field label={t("prompts.applyAt")} hint={`${t("prompts.applyAtHint")} ${t("time.zone", { zone })}`}>
          {(control) => (
            <Input {...control} type="datetime-local" value={when} onChange={(event) => setWhen(event.target.value)} />
          )}
        </Field>
        <Problem>{propose.error?.message}</Problem>
        <Button type="submit" variant="primary" className="self-end" busy={propose.isPending}>
          {t("prompts.propose")}
        </Button>
      </form>
    </Dialog>
  );
}
