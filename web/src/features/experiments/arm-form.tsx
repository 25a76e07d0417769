/** One arm: a prompt version, a model, and how it is asked. */
import { useQuery } from "@tanstack/react-query";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { useT } from "@/i18n";
import { type ArmWish, connectionsToRunQuery, promptsToRunQuery, promptVersionsQuery } from "./queries";

export interface ArmDraft {
  promptId: string;
  promptName: string;
  version: string;
  provider: string;
  model: string;
  /** JSON texts. */
  parameters: string;
  outputSchema: string;
  tools: string;
}

export const EMPTY_ARM: ArmDraft = {
  promptId: "",
  promptName: "",
  version: "",
  provider: "",
  model: "",
  parameters: "",
  outputSchema: "",
  tools: "",
};

/** The arm as the server takes it; null while something is missing or is no JSON. */
export function readArm(draft: ArmDraft): ArmWish | null {
  const parameters = readJson(draft.parameters, {});
  const schema = readJson(draft.outputSchema, null);
  const tools = readJson(draft.tools, []);
  if (parameters === undefined || schema === undefined || !Array.isArray(tools)) return null;
  if (!draft.promptName || !draft.version || !draft.provider || !draft.model.trim()) return null;
  return {
    prompt_name: draft.promptName,
    prompt_version: Number(draft.version),
    provider: draft.provider,
    model: draft.model.trim(),
    label: "",
    parameters: parameters as Record<string, unknown>,
    provider_options: {},
    tools: tools as Record<string, unknown>[],
    output_schema: schema as Record<string, unknown> | null,
    timeout_seconds: 120,
  };
}

function readJson(text: string, empty: unknown): unknown {
  if (text.trim() === "") return empty;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

interface ArmFormProps {
  projectId: string;
  arm: ArmDraft;
  onArm: (arm: ArmDraft) => void;
}

export function ArmForm({ projectId, arm, onArm }: ArmFormProps) {
  const t = useT();
  const prompts = useQuery(promptsToRunQuery(projectId));
  const versions = useQuery(promptVersionsQuery(projectId, arm.promptId));
  const connections = useQuery(connectionsToRunQuery(projectId));
  const models = connections.data?.find((one) => one.provider === arm.provider)?.models ?? [];
  const choosePrompt = (promptId: string) => {
    const found = prompts.data?.find((one) => one.id === promptId);
    if (found) onArm({ ...arm, promptId, promptName: found.name, version: String(found.last_version) });
  };
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <Field label={t("experiments.prompt")}>
        {(control) => (
          <Select
            id={control.id}
            value={arm.promptId}
            placeholder={t("experiments.choosePrompt")}
            onValueChange={choosePrompt}
            options={(prompts.data ?? []).map((one) => ({ value: one.id, label: one.name }))}
          />
        )}
      </Field>
      <Field label={t("experiments.promptVersion")}>
        {(control) => (
          <Select
            id={control.id}
            value={arm.version}
            disabled={!arm.promptId}
            onValueChange={(version) => onArm({ ...arm, version })}
            options={(versions.data ?? []).map((one) => ({
              value: String(one.version),
              label: [`v${one.version}`, ...one.labels].join(" · "),
            }))}
          />
        )}
      </Field>
      <Field label={t("experiments.connection")}>
        {(control) => (
          <Select
            id={control.id}
            value={arm.provider}
            placeholder={t("experiments.chooseConnection")}
            onValueChange={(provider) => {
              const first = connections.data?.find((one) => one.provider === provider)?.models[0];
              onArm({ ...arm, provider, model: first ?? "" });
            }}
            options={(connections.data ?? []).map((one) => ({ value: one.provider, label: one.provider }))}
          />
        )}
      </Field>
      <Field label={t("experiments.model")}>
        {(control) => (
          <>
            <Input
              {...control}
              list={`${control.id}-models`}
              value={arm.model}
              onChange={(event) => onArm({ ...arm, model: event.target.value })}
            />
            <datalist id={`${control.id}-models`}>
              {models.map((model) => (
                <option key={model} value={model} />
              ))}
            </datalist>
          </>
        )}
      </Field>
      <details className="sm:col-span-2">
        <summary className="cursor-default text-soft text-sm">{t("experiments.howAsked")}</summary>
        <div className="mt-2 grid gap-3 sm:grid-cols-3">
          {(["parameters", "outputSchema", "tools"] as const).map((part) => (
            <Field
              key={part}
              label={t(`experiments.${part}`)}
              error={readJson(arm[part], null) === undefined ? t("experiments.notJson") : undefined}
            >
              {(control) => (
                <Textarea
                  {...control}
                  className="font-mono text-xs"
                  placeholder={part === "parameters" ? '{"temperature": 0}' : undefined}
                  value={arm[part]}
                  onChange={(event) => onArm({ ...arm, [part]: event.target.value })}
                />
              )}
            </Field>
          ))}
        </div>
      </details>
    </div>
  );
}
