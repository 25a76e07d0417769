/** The search bar: one line of the filter grammar, coloured, with suggestions, and the server's objection at the token it is about. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { CircleAlert, Clock, Search, X } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useDeferredValue, useEffect, useId, useRef, useState } from "react";
import { useT } from "@/i18n";
import { cn } from "@/lib/cn";
import { formatCompact } from "@/lib/format";
import { useShortcut } from "@/lib/shortcuts";
import { useStored } from "@/lib/storage";
import type { Ask, FilterField, FilterProblem, ValueCount } from "./fields";
import { lex, quote, quoteField, type TokenKind } from "./lex";
import { comparisons, contextAt, matchingFields } from "./suggest";

const COLOURS: Record<TokenKind, string> = {
  field: "text-accent-text",
  operator: "text-orange",
  value: "text-ink",
  word: "text-ink",
  keyword: "text-violet font-medium",
  not: "text-danger-text font-medium",
  bracket: "text-faint",
  space: "",
};

const MOST_SUGGESTIONS = 12;
const MOST_RECENT = 8;

interface Suggestion {
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

/** Values or keys of a field to offer, most frequent first. */
export type ValuesQuery = (request: { field: string; key: string; prefix: string; of: "values" | "keys" }) => Ask<ValueCount[]>;

interface FilterBarProps {
  value: string;
  onChange: (filter: string) => void;
  fields: readonly FilterField[];
  valuesQuery: ValuesQuery;
  problem?: FilterProblem | null;
  placeholder: string;
  /** Recent searches are remembered under this name. */
  name: string;
}

export function FilterBar({ value, onChange, fields, valuesQuery, problem, placeholder, name }: FilterBarProps) {
  const t = useT();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const paint = useRef<HTMLDivElement>(null);
  const [text, setText] = useState(value);
  const [caret, setCaret] = useState(0);
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const [recent, setRecent] = useStored<string[]>(`recent.${name}`, []);
  useEffect(() => setText(value), [value]);
  useShortcut({ keys: "/", label: t("filter.focus"), group: t("shell.shortcutTable") }, () => input.current?.focus());

  const suggestions = useSuggestions({ text, caret, fields, valuesQuery, recent, enabled: open });
  const shown = open && suggestions.length > 0;
  const objection = problem && text === value ? problem : null;

  const commit = (next: string) => {
    const trimmed = next.trim();
    setText(trimmed);
    setOpen(false);
    setActive(-1);
    if (trimmed !== "" && trimmed !== value)
      setRecent([trimmed, ...recent.filter((one) => one !== trimmed)].slice(0, MOST_RECENT));
    if (trimmed !== value) onChange(trimmed);
  };
  const take = (suggestion: Suggestion) => {
    if (suggestion.whole) {
      commit(suggestion.text);
      return;
    }
    const { start, end } = contextAt(text, caret, fields);
    const tail = text.slice(end);
    const gap = suggestion.continues || /^[\s)]/.test(tail) ? "" : " ";
    const next = text.slice(0, start) + suggestion.text + gap + tail;
    const position = start + suggestion.text.length + gap.length;
    setText(next);
    setCaret(position);
    setActive(-1);
    requestAnimationFrame(() => {
      input.current?.focus();
      input.current?.setSelectionRange(position, position);
    });
  };
  const step = (by: 1 | -1) => {
    setOpen(true);
    const from = active < 0 && by < 0 ? suggestions.length : active;
    setActive((from + by + suggestions.length) % suggestions.length);
  };
  const leave = () => {
    if (open) setOpen(false);
    else if (text !== value) setText(value);
    else input.current?.blur();
  };
  const accept = () => {
    const chosen = shown ? suggestions[active] : undefined;
    if (chosen) take(chosen);
    else commit(text);
  };
  const keys: Record<string, (() => void) | false> = {
    ArrowDown: suggestions.length > 0 && (() => step(1)),
    ArrowUp: suggestions.length > 0 && (() => step(-1)),
    Enter: accept,
    Tab: shown && active >= 0 && accept,
    Escape: leave,
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const run = event.nativeEvent.isComposing ? undefined : keys[event.key];
    if (!run) return;
    event.preventDefault();
    run();
  };
  const follow = () => {
    const element = input.current;
    if (!element) return;
    setCaret(element.selectionStart ?? 0);
    if (paint.current) paint.current.scrollLeft = element.scrollLeft;
  };

  return (
    <div className="relative min-w-0 flex-1">
      <div
        className={cn(
          "flex h-8 items-center gap-2 rounded-md border border-line-strong bg-surface pr-1 pl-2.5 shadow-xs focus-within:border-accent focus-within:outline-2 focus-within:outline-ring/40",
          objection && "border-danger",
        )}
      >
        <Search className="size-3.5 shrink-0 text-faint" aria-hidden />
        <div className="relative h-full min-w-0 flex-1">
          <div
            ref={paint}
            aria-hidden
            className="pointer-events-none absolute inset-0 flex items-center overflow-hidden whitespace-pre font-mono text-xs"
          >
            <Painted text={text} problem={objection} />
          </div>
          <input
            ref={input}
            role="combobox"
            aria-label={t("filter.label")}
            aria-expanded={shown}
            aria-controls={`${id}-list`}
            aria-autocomplete="list"
            aria-activedescendant={shown && active >= 0 ? `${id}-${active}` : undefined}
            aria-invalid={objection ? true : undefined}
            aria-describedby={objection ? `${id}-problem` : undefined}
            spellCheck={false}
            autoComplete="off"
            autoCapitalize="off"
            value={text}
            placeholder={placeholder}
            onChange={(event) => {
              setText(event.target.value);
              setCaret(event.target.selectionStart ?? 0);
              setActive(-1);
              setOpen(true);
            }}
            onKeyDown={onKeyDown}
            onKeyUp={follow}
            onClick={follow}
            onScroll={follow}
            onSelect={follow}
            onFocus={() => setOpen(true)}
            onBlur={() => {
              setOpen(false);
              commit(text);
            }}
            className="absolute inset-0 h-full w-full bg-transparent font-mono text-transparent text-xs caret-ink outline-none placeholder:font-sans placeholder:text-faint placeholder:text-sm"
          />
        </div>
        {text !== "" && (
          <button
            type="button"
            aria-label={t("filter.clear")}
            className="grid size-6 shrink-0 place-items-center rounded-sm text-faint hover:bg-hover hover:text-ink"
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => commit("")}
          >
            <X className="size-3.5" aria-hidden />
          </button>
        )}
      </div>
      {objection && (
        <p
          id={`${id}-problem`}
          role="alert"
          className="absolute top-full right-0 left-0 z-20 mt-1 flex items-start gap-2 rounded-md border border-danger/40 bg-danger-soft px-2.5 py-1.5 text-danger-text text-xs shadow-sm"
        >
          <CircleAlert className="mt-0.5 size-3.5 shrink-0" aria-hidden />
          {objection.message}
        </p>
      )}
      {shown && (
        <div
          id={`${id}-list`}
          role="listbox"
          aria-label={t("filter.suggestions")}
          className="absolute top-full left-0 z-30 mt-1 max-h-80 w-full min-w-72 max-w-2xl overflow-y-auto rounded-lg border border-line bg-raised p-1 shadow-md"
        >
          {suggestions.map((suggestion, index) => (
            // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the input, which points here by aria-activedescendant
            // biome-ignore lint/a11y/useKeyWithClickEvents: keys are handled by the input
            <div
              key={suggestion.id}
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === active}
              ref={(element) => {
                if (index === active) element?.scrollIntoView({ block: "nearest" });
              }}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => take(suggestion)}
              className="flex cursor-default items-center gap-2 rounded-sm px-2 py-1 text-sm hover:bg-hover aria-selected:bg-selected max-md:py-2"
            >
              {suggestion.icon}
              <span className="min-w-0 flex-1 truncate font-mono text-xs">{suggestion.label}</span>
              {suggestion.hint && <span className="tabular shrink-0 text-faint text-xs">{suggestion.hint}</span>}
            </div>
          ))}
          <p className="mt-1 border-line border-t px-2 pt-1.5 pb-0.5 text-2xs text-faint">{t("filter.help")}</p>
        </div>
      )}
    </div>
  );
}

function Painted({ text, problem }: { text: string; problem: FilterProblem | null }) {
  return lex(text).map((token) => {
    const wrong = problem && token.kind !== "space" && token.start < problem.end && token.end > problem.start;
    return (
      <span
        key={token.start}
        className={cn(COLOURS[token.kind], wrong && "underline decoration-danger decoration-wavy underline-offset-2")}
      >
        {token.text}
      </span>
    );
  });
}

interface SuggestionOptions {
  text: string;
  caret: number;
  fields: readonly FilterField[];
  valuesQuery: ValuesQuery;
  recent: readonly string[];
  enabled: boolean;
}

function useSuggestions({ text, caret, fields, valuesQuery, recent, enabled }: SuggestionOptions): Suggestion[] {
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
    const values = [...new Set([...found.map((one) => one.value), ...options])].filter((value) =>
      value.toLowerCase().includes(context.prefix.toLowerCase()),
    );
    const hints = context.prefix === "" ? comparisons(context.field) : [];
    return [
      ...hints.map((hint) => ({ id: `c:${hint}`, label: hint, text: hint })),
      ...values.map((value) => ({
        id: `v:${value}`,
        label: value,
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
