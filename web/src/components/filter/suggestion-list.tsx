/** The list under the search bar. */
import { useT } from "@/i18n";
import type { Suggestion } from "./use-suggestions";

interface SuggestionListProps {
  /** Of the list; its options are named `<id>-<place>`. */
  id: string;
  suggestions: readonly Suggestion[];
  /** The place of the one that Enter would take; -1 for none. */
  active: number;
  onTake: (suggestion: Suggestion) => void;
}

export function SuggestionList({ id, suggestions, active, onTake }: SuggestionListProps) {
  const t = useT();
  return (
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
          onClick={() => onTake(suggestion)}
          className="flex cursor-default items-center gap-2 rounded-sm px-2 py-1 text-sm hover:bg-hover aria-selected:bg-selected max-md:py-2"
        >
          {suggestion.icon}
          <span className="min-w-0 flex-1 truncate font-mono text-xs">{suggestion.label}</span>
          {suggestion.hint && <span className="tabular shrink-0 text-faint text-xs">{suggestion.hint}</span>}
        </div>
      ))}
      <p className="mt-1 border-line border-t px-2 pt-1.5 pb-0.5 text-2xs text-faint">{t("filter.help")}</p>
    </div>
  );
}
