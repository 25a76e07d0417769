/** The search bar: one line of the filter grammar, coloured, with suggestions, and the server's objection at the token it is about. */
import { CircleAlert, Search, X } from "lucide-react";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { useT } from "@/i18n";
import { cn } from "@/lib/cn";
import { useShortcut } from "@/lib/shortcuts";
import { useStored } from "@/lib/storage";
import type { FacetsQuery, FilterField, FilterProblem, ValuesQuery } from "./fields";
import { NamedTerms } from "./named-terms";
import { PaintedText } from "./painted-text";
import { contextAt } from "./suggest";
import { SuggestionList } from "./suggestion-list";
import { type Suggestion, useSuggestions } from "./use-suggestions";

const MOST_RECENT = 8;

interface FilterBarProps {
  value: string;
  onChange: (filter: string) => void;
  fields: readonly FilterField[];
  valuesQuery: ValuesQuery;
  problem?: FilterProblem | null;
  placeholder: string;
  /** Tells what the ids in the filter are called, where fields have such values. */
  namesQuery?: FacetsQuery;
  /** Recent searches are remembered under this name. */
  name: string;
}

export function FilterBar({ value, onChange, fields, valuesQuery, problem, placeholder, namesQuery, name }: FilterBarProps) {
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
    <div className="min-w-0 flex-1">
      <div className="relative">
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
              <PaintedText text={text} problem={objection} />
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
        {shown && <SuggestionList id={id} suggestions={suggestions} active={active} onTake={take} />}
      </div>
      {namesQuery && <NamedTerms name={name} filter={value} fields={fields} namesQuery={namesQuery} />}
    </div>
  );
}
