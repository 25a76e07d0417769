/** Asks before something that cannot be undone. With `word`, the person types it first. */
import { AlertDialog as Primitive } from "radix-ui";
import { type ReactNode, useState } from "react";
import { useT } from "@/i18n";
import { Button } from "./button";
import { Field } from "./field";
import { Input } from "./input";

interface ConfirmProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  description: ReactNode;
  action: ReactNode;
  onConfirm: () => void;
  busy?: boolean;
  word?: string;
}

export function Confirm({ open, onOpenChange, title, description, action, onConfirm, busy, word }: ConfirmProps) {
  const t = useT();
  const [typed, setTyped] = useState("");
  return (
    <Primitive.Root open={open} onOpenChange={onOpenChange}>
      <Primitive.Portal>
        <Primitive.Overlay className="fixed inset-0 z-40 bg-ink/25 dark:bg-sunken/70" />
        <Primitive.Content className="fixed top-[20vh] left-1/2 z-50 w-[min(28rem,calc(100vw-2rem))] -translate-x-1/2 animate-appear rounded-xl border border-line bg-raised p-5 shadow-lg outline-none">
          <Primitive.Title className="font-semibold text-lg">{title}</Primitive.Title>
          <Primitive.Description className="mt-1.5 text-soft text-sm">{description}</Primitive.Description>
          {word && (
            <Field label={t("actions.typeToConfirm", { word })} className="mt-4">
              {(control) => (
                <Input {...control} value={typed} onChange={(event) => setTyped(event.target.value)} autoComplete="off" />
              )}
            </Field>
          )}
          <div className="mt-5 flex justify-end gap-2">
            <Primitive.Cancel asChild>
              <Button>{t("actions.cancel")}</Button>
            </Primitive.Cancel>
            <Button variant="danger" busy={busy} disabled={word !== undefined && typed !== word} onClick={onConfirm}>
              {action}
            </Button>
          </div>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
