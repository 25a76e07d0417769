/** Writes a new version, or the first one of a new prompt: content, config, labels, commit message. */
import { type FormEvent, useState } from "react";
import { MarkedTextarea } from "@/components/prompt-text/marked-text";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Problem } from "@/components/ui/problem";
import { Segmented } from "@/components/ui/segmented";
import { toast } from "@/components/ui/toast";
import { useT } from "@/i18n";
import { useShortcut } from "@/lib/shortcuts";
import { useCreateVersion, type VersionOut } from "../queries";
import {
  type PromptContent,
  type PromptType,
  placeholdersIn,
  readConfig,
  readContent,
  variablesIn,
  writeConfig,
  writeContent,
} from "./content";
import { ContentEditor } from "./content-editor";

const EMPTY: Record<PromptType, PromptContent> = {
  text: { type: "text", text: "" },
  chat: {
    type: "chat",
    messages: [
      { kind: "message", role: "system", content: "", rest: {} },
      { kind: "message", role: "user", content: "", rest: {} },
    ],
  },
};

interface VersionFormProps {
  projectId: string;
  /** The version to start from; null for a new prompt. */
  base: VersionOut | null;
  /** What the name of a new prompt begins with, e.g. its folder. */
  namePrefix?: string;
  /** Whether `production` may be put on the new version without a review. */
  mayRelease: boolean;
  onSaved: (version: VersionOut) => void;
  onCancel: () => void;
}

export function VersionForm({ projectId, base, namePrefix = "", mayRelease, onSaved, onCancel }: VersionFormProps) {
  const t = useT();
  const create = useCreateVersion(projectId);
  const [name, setName] = useState(base?.name ?? namePrefix);
  const [content, setContent] = useState(() => (base ? readContent(base.type, base.prompt) : EMPTY.text));
  const [config, setConfig] = useState(() => writeConfig(base?.config));
  const [message, setMessage] = useState("");
  const [release, setRelease] = useState(false);
  const read = readConfig(config);
  const valid = name.trim() !== "" && read.error === null && !isBlank(content);
  const save = () => {
    if (!valid || create.isPending) return;
    create.mutate(
      {
        name: name.trim(),
        type: content.type,
        prompt: writeContent(content),
        config: read.value,
        labels: release ? ["production"] : [],
        tags: null,
        commit_message: message.trim() || null,
      },
      {
        onSuccess: (version) => {
          toast.success(t("prompts.versionSaved", { version: version.version }));
          onSaved(version);
        },
      },
    );
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save();
  };
  useShortcut({ keys: "mod+s", label: t("prompts.saveVersion"), group: t("prompts.prompts") }, save);
  return (
    <form className="flex max-w-4xl flex-col gap-4" onSubmit={submit}>
      {!base && (
        <>
          <Field label={t("forms.name")} hint={t("prompts.nameHint")}>
            {(control) => (
              <Input {...control} autoFocus maxLength={255} value={name} onChange={(event) => setName(event.target.value)} />
            )}
          </Field>
          <Segmented
            className="self-start"
            aria-label={t("prompts.type")}
            value={content.type}
            onValueChange={(type) => setContent(EMPTY[type])}
            options={[
              { value: "text", label: t("prompts.type_text") },
              { value: "chat", label: t("prompts.type_chat") },
            ]}
          />
        </>
      )}
      <div>
        <ContentEditor content={content} onChange={setContent} />
        <FoundNames content={content} />
      </div>
      <Field label={t("prompts.config")} hint={t("prompts.configHint")} error={read.error}>
        {(control) => <MarkedTextarea {...control} value={config} onValueChange={setConfig} placeholder="{}" />}
      </Field>
      <Field label={t("prompts.commitMessage")} hint={t("prompts.commitHint")}>
        {(control) => <Input {...control} maxLength={500} value={message} onChange={(event) => setMessage(event.target.value)} />}
      </Field>
      {mayRelease && (
        // biome-ignore lint/a11y/noLabelWithoutControl: the checkbox inside is a Radix button, which a label may name
        <label className="flex items-center gap-2 text-sm">
          <Checkbox checked={release} onCheckedChange={(checked) => setRelease(checked === true)} />
          {t("prompts.setProduction")}
        </label>
      )}
      <Problem>{create.error?.message}</Problem>
      <div className="sticky bottom-0 flex justify-end gap-2 border-line border-t bg-canvas py-3">
        <Button onClick={onCancel}>{t("actions.cancel")}</Button>
        <Button type="submit" variant="primary" busy={create.isPending} disabled={!valid}>
          {base ? t("prompts.saveVersion") : t("prompts.create")}
        </Button>
      </div>
    </form>
  );
}

function isBlank(content: PromptContent): boolean {
  if (content.type === "text") return content.text.trim() === "";
  return content.messages.every((one) => (one.kind === "message" ? one.content.trim() === "" : one.name.trim() === ""));
}

/** The variables and placeholders that callers will have to fill. */
export function FoundNames({ content }: { content: PromptContent }) {
  const t = useT();
  const variables = variablesIn(content);
  const placeholders = placeholdersIn(content);
  return (
    <div className="mt-2 flex flex-wrap items-center gap-1.5 text-faint text-xs">
      <span>{t("prompts.variables")}</span>
      {variables.map((name) => (
        <Badge key={name} tone="accent" className="font-mono">
          {name}
        </Badge>
      ))}
      {placeholders.map((name) => (
        <Badge key={`placeholder ${name}`} className="font-mono">
          {name}[]
        </Badge>
      ))}
      {variables.length + placeholders.length === 0 && <span>{t("prompts.noVariables")}</span>}
    </div>
  );
}
