/** Asks for one line of text. */
import { type FormEvent, type ReactNode, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { useT } from "@/i18n";

interface OneLineDialogProps {
  title: string;
  label: string;
  hint: string;
  initial: string;
  mayBeEmpty?: boolean;
  busy: boolean;
  error: string | undefined;
  onClose: () => void;
  onSave: (text: string) => void;
  children?: ReactNode;
}

export function OneLineDialog(props: OneLineDialogProps) {
  const { title, label, hint, initial, mayBeEmpty = false, busy, error, onClose, onSave, children } = props;
  const t = useT();
  const [text, setText] = useState(initial);
  const valid = mayBeEmpty || text.trim() !== "";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (valid) onSave(text.trim());
  };
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={title}>
      <form className="flex flex-col gap-4" onSubmit={submit}>
        <Field label={label} hint={hint} error={error}>
          {(control) => <Input {...control} autoFocus value={text} onChange={(event) => setText(event.target.value)} />}
        </Field>
        {children}
        <Button type="submit" variant="primary" className="self-end" busy={busy} disabled={!valid}>
          {t("actions.save")}
        </Button>
      </form>
    </Dialog>
  );
}
