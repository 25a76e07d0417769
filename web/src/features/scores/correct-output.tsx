/** What the output should have been, written by a person: a score of its own type, which datasets can take as expected output. */
import { type FormEvent, useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/input";
import { toast } from "@/components/ui/toast";
import { useT } from "@/i18n";
import { type ScoreRow, type Target, useCorrectOutput } from "./queries";

interface CorrectOutputProps {
  projectId: string;
  target: Target;
  /** The correction that stands, if there is one. */
  standing: ScoreRow | undefined;
}

export function CorrectOutput({ projectId, target, standing }: CorrectOutputProps) {
  const t = useT();
  const save = useCorrectOutput(projectId, target, standing?.id);
  const before = standing?.string_value ?? "";
  const [open, setOpen] = useState(false);
  const [text, setText] = useState(before);
  useEffect(() => setText(before), [before]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() !== "" && text !== before)
      save.mutateAsync(text).then(
        () => toast.success(t("scores.corrected")),
        () => undefined,
      );
  };
  if (!open && before === "")
    return (
      <div className="border-line border-t px-3 py-2">
        <Button size="sm" variant="ghost" onClick={() => setOpen(true)}>
          {t("scores.correctOutput")}
        </Button>
      </div>
    );
  return (
    <form className="flex flex-col gap-2 border-line border-t px-3 py-2" onSubmit={submit}>
      <Field label={t("scores.correctedOutput")} hint={t("scores.correctedOutputWhy")}>
        {(control) => <Textarea {...control} rows={5} value={text} onChange={(event) => setText(event.target.value)} />}
      </Field>
      <Button type="submit" size="sm" className="self-end" busy={save.isPending} disabled={text.trim() === "" || text === before}>
        {t("actions.save")}
      </Button>
    </form>
  );
}
