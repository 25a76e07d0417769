import { type FormEvent, useState } from "react";
import { type CreatedApiKey, useCreateKey } from "@/api/keys";
import { SecretText } from "@/components/secret-text";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { useT } from "@/i18n";
import type { KeyScope } from "./queries";

const EXPIRY_DAYS = ["", "7", "30", "90", "365"] as const;
const DAY_MS = 86_400_000;

/** Asks for note, scope and expiry, then shows the new pair, this one time. */
export function NewKeyDialog({ projectId, onClose }: { projectId: string; onClose: () => void }) {
  const t = useT();
  const create = useCreateKey(projectId);
  const [note, setNote] = useState("");
  const [scope, setScope] = useState<KeyScope>("full");
  const [days, setDays] = useState<(typeof EXPIRY_DAYS)[number]>("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const expires_at = days === "" ? null : new Date(Date.now() + Number(days) * DAY_MS).toISOString();
    create.mutate({ note: note.trim() || null, scope, expires_at });
  };
  if (create.data) return <CreatedKey created={create.data} onClose={onClose} />;
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={t("settings.newKey")}>
      <form className="flex flex-col gap-4" onSubmit={submit}>
        <Field label={t("settings.keyNote")} hint={t("settings.keyNoteWhy")}>
          {(control) => (
            <Input {...control} maxLength={200} autoFocus value={note} onChange={(event) => setNote(event.target.value)} />
          )}
        </Field>
        <Field label={t("settings.scope")}>
          {(control) => (
            <Select
              id={control.id}
              value={scope}
              onValueChange={setScope}
              options={(["full", "ingest", "read"] as const).map((value) => ({
                value,
                label: t(`settings.scope_${value}`),
                hint: t(`settings.scopeWhy_${value}`),
              }))}
            />
          )}
        </Field>
        <Field label={t("settings.keyExpires")}>
          {(control) => (
            <Select
              id={control.id}
              value={days || "never"}
              onValueChange={(value) => setDays(value === "never" ? "" : (value as typeof days))}
              options={EXPIRY_DAYS.map((value) => ({
                value: value || "never",
                label: value ? t.count("time.unit_d", Number(value)) : t("answers.never"),
              }))}
            />
          )}
        </Field>
        <Button type="submit" variant="primary" className="self-end" busy={create.isPending}>
          {t("actions.create")}
        </Button>
      </form>
    </Dialog>
  );
}

function CreatedKey({ created, onClose }: { created: CreatedApiKey; onClose: () => void }) {
  const t = useT();
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("settings.keyCreated")}
      description={t("settings.keyShownOnce")}
      footer={
        <Button variant="primary" onClick={onClose}>
          {t("actions.done")}
        </Button>
      }
    >
      <div className="flex flex-col gap-3">
        <SecretText label={t("settings.publicKey")} text={created.public_key} />
        <SecretText label={t("settings.secretKey")} text={created.secret_key} />
      </div>
    </Dialog>
  );
}
