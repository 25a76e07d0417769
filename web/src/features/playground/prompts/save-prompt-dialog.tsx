/** Keeps a column's messages as a new version of a prompt, or as a new prompt. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Problem } from "@/components/ui/problem";
import { Segmented } from "@/components/ui/segmented";
import { toast } from "@/components/ui/toast";
import { useT } from "@/i18n";
import { configOf, textOf, whyNotSaved } from "../draft";
import type { Column, VersionOut } from "../queries";
import { fetchVersion, promptByNameQuery, useSavePrompt } from "./prompt-queries";

interface SavePromptDialogProps {
  projectId: string;
  column: Column;
  letter: string;
  onSaved: (version: VersionOut) => void;
  onClose: () => void;
}

export function SavePromptDialog({ projectId, column, letter, onSaved, onClose }: SavePromptDialogProps) {
  const t = useT();
  const [name, setName] = useState(column.prompt_name);
  const [message, setMessage] = useState("");
  const [withConfig, setWithConfig] = useState(true);
  const [wanted, setWanted] = useState<"chat" | "text">(column.messages.length === 1 ? "text" : "chat");
  const existing = useQuery(promptByNameQuery(projectId, name.trim()));
  const save = useSavePrompt(projectId);
  const [reading, setReading] = useState(false);
  const known = existing.isSuccess ? existing.data : null;
  const type = known?.type ?? wanted;
  const why = whyNotSaved(column, type);
  const submit = async () => {
    setReading(true);
    const newest = known?.versions[0];
    const base = known && newest ? await fetchVersion(projectId, known.id, newest.version).catch(() => null) : null;
    setReading(false);
    save.mutate(
      {
        name: name.trim(),
        type,
        prompt: type === "text" ? textOf(column.messages[0] ?? {}) : column.messages,
        config: withConfig ? configOf(column, base?.config) : (base?.config ?? {}),
        labels: [],
        tags: null,
        commit_message: message.trim() || null,
      },
      {
        onSuccess: (version) => {
          toast.success(t("playground.saved", { name: version.name, version: version.version }));
          onSaved(version);
        },
      },
    );
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("playground.saveColumn", { letter })}
      footer={
        <>
          <Button onClick={onClose}>{t("actions.cancel")}</Button>
          <Button
            variant="primary"
            busy={save.isPending || reading}
            disabled={name.trim() === "" || why !== null || existing.isFetching}
            onClick={() => void submit()}
          >
            {known ? t("playground.saveVersion") : t("playground.saveNew")}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <Field
          label={t("playground.promptName")}
          hint={
            known
              ? t("playground.becomesVersion", { version: (known.versions[0]?.version ?? 0) + 1 })
              : t("playground.becomesPrompt")
          }
        >
          {(control) => (
            <Input {...control} autoFocus maxLength={255} value={name} onChange={(event) => setName(event.target.value)} />
          )}
        </Field>
        {!known && (
          <Segmented
            className="self-start"
            aria-label={t("playground.promptType")}
            value={wanted}
            onValueChange={setWanted}
            options={[
              { value: "chat", label: t("playground.typeChat") },
              { value: "text", label: t("playground.typeText") },
            ]}
          />
        )}
        <Field label={t("playground.commitMessage")}>
          {(control) => (
            <Input {...control} maxLength={500} value={message} onChange={(event) => setMessage(event.target.value)} />
          )}
        </Field>
        {/* biome-ignore lint/a11y/noLabelWithoutControl: the checkbox inside is a Radix button, which a label may name */}
        <label className="flex items-center gap-2 text-sm">
          <Checkbox checked={withConfig} onCheckedChange={(checked) => setWithConfig(checked === true)} />
          {t("playground.withConfig")}
        </label>
        {why && <Problem>{t(`playground.notSaved_${why}`)}</Problem>}
        <Problem>{save.error?.message}</Problem>
        {known && (
          <Link
            to="/projects/$projectId/prompts/$promptId"
            params={{ projectId, promptId: known.id }}
            className="self-start text-accent-text text-xs hover:underline"
          >
            {t("playground.openPrompt", { name: known.name })}
          </Link>
        )}
      </div>
    </Dialog>
  );
}
