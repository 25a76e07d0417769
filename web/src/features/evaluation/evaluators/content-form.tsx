/** What an evaluator is made of: a judge's prompt, model and scale; code; or a ready-made check with its parameters. */
import { useQuery } from "@tanstack/react-query";
import { Plus, Trash2 } from "lucide-react";
import { useEffect, useState } from "react";
import { CodeEditor } from "@/components/code-editor";
import { MarkedTextarea } from "@/components/prompt-text/marked-text";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { Segmented } from "@/components/ui/segmented";
import { Select } from "@/components/ui/select";
import { type PlainKey, useT } from "@/i18n";
import type { Content, JudgeContent, Output } from "../queries";
import { checksQuery, settingsQuery } from "./evaluator-queries";
import { ModelSelect } from "./model-select";

const ROLES = ["system", "user", "assistant"] as const;
const TYPES = ["NUMERIC", "BOOLEAN", "CATEGORICAL"] as const;

interface ContentFormProps {
  projectId: string;
  content: Content;
  onChange: (content: Content) => void;
  /** The line of code that the last try failed at; 0: none. */
  errorLine: number;
}

export function ContentForm({ projectId, content, onChange, errorLine }: ContentFormProps) {
  if (content.kind === "judge") return <JudgeForm projectId={projectId} content={content} onChange={onChange} />;
  if (content.kind === "check") return <CheckForm projectId={projectId} content={content} onChange={onChange} />;
  return <CodeForm source={content.source} errorLine={errorLine} onChange={(source) => onChange({ kind: "code", source })} />;
}

function CodeForm({ source, errorLine, onChange }: { source: string; errorLine: number; onChange: (source: string) => void }) {
  const t = useT();
  return (
    <Field label={t("evaluation.code")} hint={t("evaluation.codeHint")}>
      {(control) => (
        <CodeEditor
          id={control.id}
          label={t("evaluation.code")}
          describedBy={control["aria-describedby"]}
          value={source}
          onValueChange={onChange}
          errorLine={errorLine}
        />
      )}
    </Field>
  );
}

interface JudgeFormProps {
  projectId: string;
  content: JudgeContent;
  onChange: (content: Content) => void;
}

function JudgeForm({ projectId, content, onChange }: JudgeFormProps) {
  const t = useT();
  const fallback = useQuery(settingsQuery(projectId)).data?.default_model?.model;
  const change = (index: number, part: Partial<JudgeContent["messages"][number]>) =>
    onChange({ ...content, messages: content.messages.map((one, at) => (at === index ? { ...one, ...part } : one)) });
  return (
    <>
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-1.5 font-medium text-soft text-xs">{t("evaluation.message")}</legend>
        {content.messages.map((message, index) => (
          <div key={index} className="rounded-md border border-line bg-surface p-2">
            <div className="mb-1.5 flex items-center gap-2">
              <Select
                aria-label={t("evaluation.role")}
                className="h-7"
                value={message.role}
                onValueChange={(role) => change(index, { role })}
                options={ROLES.map((role) => ({ value: role, label: role }))}
              />
              {content.messages.length > 1 && (
                <Button
                  variant="ghost"
                  size="icon-sm"
                  className="ml-auto"
                  aria-label={t("evaluation.removeMessage")}
                  onClick={() => onChange({ ...content, messages: content.messages.filter((_, at) => at !== index) })}
                >
                  <Trash2 aria-hidden />
                </Button>
              )}
            </div>
            <MarkedTextarea
              aria-label={`${t("evaluation.message")} ${index + 1}`}
              value={message.content}
              onValueChange={(text) => change(index, { content: text })}
            />
          </div>
        ))}
        <Button
          size="sm"
          className="self-start"
          onClick={() => onChange({ ...content, messages: [...content.messages, { role: "user", content: "" }] })}
        >
          <Plus aria-hidden />
          {t("evaluation.message")}
        </Button>
      </fieldset>
      <Field label={t("evaluation.model")}>
        {(control) => (
          <ModelSelect
            id={control.id}
            projectId={projectId}
            value={content.model ?? null}
            onChange={(model) => onChange({ ...content, model })}
            none={fallback ? t("evaluation.modelDefaultIs", { model: fallback }) : t("evaluation.modelDefault")}
          />
        )}
      </Field>
      <OutputForm output={content.output} onChange={(output) => onChange({ ...content, output })} />
    </>
  );
}

function OutputForm({ output, onChange }: { output: Output; onChange: (output: Output) => void }) {
  const t = useT();
  const number = (text: string) => (text === "" || Number.isNaN(Number(text)) ? null : Number(text));
  const choose = (data_type: Output["data_type"]) =>
    onChange({
      ...output,
      data_type,
      minimum: data_type === "NUMERIC" ? 0 : null,
      maximum: data_type === "NUMERIC" ? 1 : null,
      categories: data_type === "CATEGORICAL" ? ["yes", "no"] : [],
      allow_multiple: false,
    });
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-col gap-1.5">
        <span className="font-medium text-soft text-xs">{t("evaluation.outputType")}</span>
        <Segmented
          aria-label={t("evaluation.outputType")}
          className="self-start"
          value={output.data_type}
          onValueChange={choose}
          options={TYPES.map((type) => ({ value: type, label: t(`evaluation.type_${type}`) }))}
        />
      </div>
      {output.data_type === "NUMERIC" && (
        <div className="grid grid-cols-2 gap-3">
          {(["minimum", "maximum"] as const).map((bound) => (
            <Field key={bound} label={t(`evaluation.${bound}`)}>
              {(control) => (
                <Input
                  {...control}
                  type="number"
                  step="any"
                  value={output[bound] ?? ""}
                  onChange={(event) => onChange({ ...output, [bound]: number(event.target.value) })}
                />
              )}
            </Field>
          ))}
        </div>
      )}
      {output.data_type === "CATEGORICAL" && (
        <>
          <Field label={t("evaluation.categories")}>
            {(control) => (
              <Textarea
                {...control}
                rows={4}
                defaultValue={output.categories.join("\n")}
                onChange={(event) =>
                  onChange({
                    ...output,
                    categories: event.target.value
                      .split("\n")
                      .map((line) => line.trim())
                      .filter(Boolean),
                  })
                }
              />
            )}
          </Field>
          {/* biome-ignore lint/a11y/noLabelWithoutControl: the checkbox inside is a button of Radix */}
          <label className="flex items-center gap-2 text-sm">
            <Checkbox
              checked={output.allow_multiple}
              onCheckedChange={(checked) => onChange({ ...output, allow_multiple: checked === true })}
            />
            {t("evaluation.allowMultiple")}
          </label>
        </>
      )}
      <Field label={t("evaluation.scoreHint")}>
        {(control) => (
          <Input
            {...control}
            value={output.score_description}
            onChange={(event) => onChange({ ...output, score_description: event.target.value })}
          />
        )}
      </Field>
    </div>
  );
}

interface CheckFormProps {
  projectId: string;
  content: Extract<Content, { kind: "check" }>;
  onChange: (content: Content) => void;
}

const STARTS: Record<string, Record<string, unknown>> = {
  length: { unit: "characters", minimum: null, maximum: 500 },
  contains: { texts: ["…"], match: "all", ignore_case: true },
  regex: { pattern: "^\\S", whole: false, matches: true },
  link_present: { domains: [], present: true },
  language: { languages: ["en"] },
  json_valid: { fenced: true },
  json_schema: { json_schema: { type: "object" }, fenced: true },
  exact_match: { ignore_case: false, ignore_space: true, as_json: false },
  fuzzy_match: { threshold: 0.8, ignore_case: true, ignore_space: true },
  numeric_tolerance: { absolute: 0, relative: 0.01 },
};

function CheckForm({ projectId, content, onChange }: CheckFormProps) {
  const t = useT();
  const checks = useQuery(checksQuery(projectId)).data?.data ?? [];
  const [text, setText] = useState(() => JSON.stringify(content.parameters, null, 2));
  const [bad, setBad] = useState(false);
  useEffect(() => {
    setBad(false);
    setText((now) => (sameJson(now, content.parameters) ? now : JSON.stringify(content.parameters, null, 2)));
  }, [content.parameters]);
  return (
    <>
      <Field label={t("evaluation.check")}>
        {(control) => (
          <Select
            id={control.id}
            value={content.check}
            onValueChange={(check) => onChange({ kind: "check", check, parameters: STARTS[check] ?? {} })}
            options={checks.map((one) => ({ value: one.name, label: t(`evaluation.checkName_${one.name}` as PlainKey) }))}
          />
        )}
      </Field>
      <Field label={t("evaluation.parameters")} error={bad ? t("evaluation.parametersBad") : undefined}>
        {(control) => (
          <Textarea
            {...control}
            spellCheck={false}
            className="min-h-32 font-mono text-xs"
            value={text}
            onChange={(event) => {
              setText(event.target.value);
              const read = readObject(event.target.value);
              setBad(read === null);
              if (read) onChange({ ...content, parameters: read });
            }}
          />
        )}
      </Field>
    </>
  );
}

function readObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function sameJson(text: string, value: unknown): boolean {
  const read = readObject(text);
  return read !== null && JSON.stringify(read) === JSON.stringify(value);
}
