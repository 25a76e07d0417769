/** What could stand where the caret is: fields, values with their counts, keys, comparisons, recent searches. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Clock } from "lucide-react";
import { type ReactNode, useDeferredValue } from "react";
import { useT } from "@/i18n";
import { formatCompact } from "@/lib/format";
import type { FilterField, ValuesQuery } from "./fields";
import { quote, quoteField } from "./lex";
import { comparisons, contextAt, matchingFields } from "./suggest";

const MOST_SUGGESTIONS = 12;

export interface Suggestion {
  id: string;
  label: ReactNode;
  hint?: ReactNode;
  icon?: ReactNode;
  /** Replaces the part of the text that the caret is in. */
  text: string;
  /** The text is a whole filter, not a part. */
  whole?: boolean;
  /** Another part follows at once: the value after a field. */
  continues?: boolean;
}

interface SuggestionOptions {
  text: string;
  caret: number;
  fields: readonly FilterField[];
  valuesQuery: ValuesQuery;
  recent: readonly string[];
  enabled: boolean;
}

export function useSuggestions({ text, caret, fields, valuesQuery, recent, enabled }: SuggestionOptions): Suggestion[] {
  const t = useT();
  const context = contextAt(text, caret, fields);
  const prefix = useDeferredValue(context.kind === "term" ? "" : context.prefix);
  const asks = context.kind !== "term";
  const query = useQuery({
    ...valuesQuery({
      field: asks ? context.field.name : "",
      key: context.kind === "value" ? context.key : "",
      prefix: prefix.replace(/^[<>=]+/, ""),
      of: context.kind === "key" ? "keys" : "values",
    }),
    enabled: enabled && asks,
    placeholderData: keepPreviousData,
  });
  const found = asks ? (query.data ?? []) : [];
  if (context.kind === "value") {
    const options = context.field.kind === "flag" ? ["true", "false"] : context.field.options;
    const counts = new Map(found.map((one) => [one.value, one.count]));
    const labels = new Map(found.map((one) => [one.value, one.label]));
    const wanted = context.prefix.toLowerCase();
    const values = [...new Set([...found.map((one) => one.value), ...options])].filter((value) =>
      [value, labels.get(value) ?? ""].some((text) => text.toLowerCase().includes(wanted)),
    );
    const hints = context.prefix === "" ? comparisons(context.field) : [];
    return [
      ...hints.map((hint) => ({ id: `c:${hint}`, label: hint, text: hint })),
      ...values.map((value) => ({
        id: `v:${value}`,
        label: labels.get(value) ?? value,
        hint: counts.has(value) ? formatCompact(counts.get(value), t.locale) : undefined,
        text: quote(value),
      })),
    ].slice(0, MOST_SUGGESTIONS);
  }
  if (context.kind === "key") {
    return found.slice(0, MOST_SUGGESTIONS).map((one) => ({
      id: `k:${one.value}`,
      label: `${context.field.name}.${one.value}`,
      hint: formatCompact(one.count, t.locale),
      text: `${quoteField(context.field.name, one.value)}:`,
      continues: true,
    }));
  }
  const matching = matchingFields(fields, context.prefix).slice(0, MOST_SUGGESTIONS);
  return [
    ...(text.trim() === ""
      ? recent.map((one) => ({
          id: `r:${one}`,
          label: one,
          text: one,
          whole: true,
          icon: <Clock className="size-3.5 shrink-0 text-faint" aria-label={t("filter.recent")} />,
        }))
      : []),
    ...matching.map((field) => {
      const keyed = field.kind === "metadata" || field.kind === "scores" || field.kind === "numbers";
      return {
        id: `f:${field.name}`,
        label: `${field.name}${keyed ? "." : ":"}`,
        hint: t.dynamic(`fields.${field.name}`, field.label),
        text: `${field.name}${keyed ? "." : ":"}`,
        continues: true,
      };
    }),
  ];
}
