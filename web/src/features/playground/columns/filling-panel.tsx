/** Values for all columns at once: variables found in the messages, and lists of messages for the placeholders. */
import { useQuery } from "@tanstack/react-query";
import { TriangleAlert } from "lucide-react";
import { type ReactNode, useMemo } from "react";
import { MarkedTextarea } from "@/components/prompt-text/marked-text";
import { Field } from "@/components/ui/field";
import { useT } from "@/i18n";
import { clashesOf, oddMarksOf, placeholdersOf, referringTexts, variablesOf } from "../draft";
import { referencedVariablesQuery } from "../prompts/prompt-queries";
import type { Column, Filling } from "../queries";
import { JsonField } from "./json-field";

interface FillingPanelProps {
  projectId: string;
  columns: Column[];
  filling: Filling;
  readOnly: boolean;
  onChange: (make: (filling: Filling) => Filling) => void;
}

/** The variables of all columns, those of prompts they refer to included. */
export function useVariables(projectId: string, columns: Column[]): { names: string[]; error: string } {
  const own = useMemo(() => variablesOf(columns), [columns]);
  const referring = useMemo(() => referringTexts(columns), [columns]);
  const referenced = useQuery(referencedVariablesQuery(projectId, referring));
  const found = referring.length > 0 ? referenced.data : undefined;
  return { names: [...new Set([...own, ...(found?.variables ?? [])])], error: found?.error ?? "" };
}

export function FillingPanel({ projectId, columns, filling, readOnly, onChange }: FillingPanelProps) {
  const t = useT();
  const { names, error } = useVariables(projectId, columns);
  const placeholders = placeholdersOf(columns);
  const clashes = clashesOf(columns);
  const odd = oddMarksOf(columns);
  return (
    <div className="flex flex-col gap-3 p-3">
      <h2 className="font-semibold text-sm">{t("playground.values")}</h2>
      {names.length + placeholders.length === 0 && (
        <p className="text-faint text-xs">{t("playground.noValues", { mark: "{{name}}" })}</p>
      )}
      {names.map((name) => (
        <Field key={name} label={<code className="font-mono text-accent-text">{name}</code>}>
          {(control) => (
            <MarkedTextarea
              {...control}
              aria-label={name}
              rows={1}
              className="min-h-8"
              readOnly={readOnly}
              value={filling.variables[name] ?? ""}
              onValueChange={(value) => onChange((now) => ({ ...now, variables: { ...now.variables, [name]: value } }))}
            />
          )}
        </Field>
      ))}
      {placeholders.map((name) => (
        <JsonField
          key={name}
          label={<code className="font-mono text-accent-text">{name}[]</code>}
          hint={t("playground.placeholderHint")}
          placeholder={'[{"role": "user", "content": "Hello"}]'}
          value={filling.placeholders[name] ?? null}
          check={(value) => (isMessages(value) ? null : t("playground.placeholderWrong"))}
          onChange={(value) => {
            const messages = (value ?? []) as Record<string, unknown>[];
            onChange((now) => ({ ...now, placeholders: { ...now.placeholders, [name]: messages } }));
          }}
        />
      ))}
      {clashes.length > 0 && <Warning>{t("playground.clash", { names: clashes.join(", ") })}</Warning>}
      {odd.length > 0 && <Warning>{t("playground.oddMarks", { names: odd.join(", ") })}</Warning>}
      {error && <Warning>{error}</Warning>}
    </div>
  );
}

function Warning({ children }: { children: ReactNode }) {
  return (
    <p role="status" className="flex gap-1.5 rounded-md bg-warning-soft px-2.5 py-1.5 text-warning-text text-xs">
      <TriangleAlert className="mt-0.5 size-3.5 shrink-0" aria-hidden />
      <span className="min-w-0 break-words">{children}</span>
    </p>
  );
}

function isMessages(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === "object" && one !== null && "role" in one);
}
