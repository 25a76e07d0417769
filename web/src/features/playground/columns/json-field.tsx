/** A JSON text that is checked while it is written; what is valid is handed on, what is not stays on screen with its error. */
import { type ReactNode, useState } from "react";
import { MarkedTextarea } from "@/components/prompt-text/marked-text";
import { Field } from "@/components/ui/field";

interface JsonFieldProps {
  label: ReactNode;
  hint?: ReactNode;
  value: unknown;
  /** An empty text hands on null. The check returns what is wrong with a value, or null. */
  onChange: (value: unknown) => void;
  check?: (value: unknown) => string | null;
  placeholder?: string;
  className?: string;
}

export const written = (value: unknown) => (value === null || value === undefined ? "" : JSON.stringify(value, null, 2));

export function JsonField({ label, hint, value, onChange, check, placeholder, className }: JsonFieldProps) {
  const [text, setText] = useState(() => written(value));
  const [error, setError] = useState<string | null>(null);
  const take = (next: string) => {
    setText(next);
    const read = readJson(next);
    const wrong = read.error ?? (read.value === null ? null : (check?.(read.value) ?? null));
    setError(wrong);
    if (wrong === null) onChange(read.value);
  };
  return (
    <Field label={label} hint={hint} error={error}>
      {(control) => (
        <MarkedTextarea {...control} className={className} placeholder={placeholder} value={text} onValueChange={take} />
      )}
    </Field>
  );
}

export function readJson(text: string): { value: unknown; error: string | null } {
  if (text.trim() === "") return { value: null, error: null };
  try {
    return { value: JSON.parse(text), error: null };
  } catch (error) {
    return { value: null, error: error instanceof Error ? error.message : String(error) };
  }
}
