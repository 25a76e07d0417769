/** A box to write a comment in. An @ proposes the members of the project: arrows choose, Enter or Tab takes, Escape closes. */
import { useQuery } from "@tanstack/react-query";
import { type ComponentProps, type KeyboardEvent, useId, useRef, useState } from "react";
import { useMay } from "@/api/me";
import { Textarea } from "@/components/ui/input";
import { useT } from "@/i18n";
import { mentionableQuery } from "./comment-queries";
import { begunMention, type Draft, type Mentionable, matching } from "./mention-text";

const MOST_PROPOSED = 6;

interface MentionBoxProps extends Omit<ComponentProps<"textarea">, "value" | "onChange" | "ref"> {
  projectId: string;
  draft: Draft;
  onDraft: (draft: Draft) => void;
  /** Escape means something here, too, and does not close the window around. */
  "data-keeps-escape"?: boolean;
}

export function MentionBox({ projectId, draft, onDraft, onKeyDown, ...rest }: MentionBoxProps) {
  const t = useT();
  const id = useId();
  const box = useRef<HTMLTextAreaElement>(null);
  const members = useQuery(mentionableQuery(projectId, useMay("members:read"))).data ?? [];
  const [caret, setCaret] = useState<number | null>(null);
  const [active, setActive] = useState(0);
  const begun = caret === null ? null : begunMention(draft.text, caret);
  const proposed = begun ? matching(members, begun.typed).slice(0, MOST_PROPOSED) : [];
  const open = proposed.length > 0;
  const take = (member: Mentionable | undefined) => {
    if (!begun || !member) return;
    const before = `${draft.text.slice(0, begun.start)}@${member.name} `;
    onDraft({
      text: before + draft.text.slice(begun.start + 1 + begun.typed.length),
      picked: new Map(draft.picked).set(member.name, member.id),
    });
    setCaret(null);
    requestAnimationFrame(() => box.current?.setSelectionRange(before.length, before.length));
  };
  const move = (by: number) => setActive((active + by + proposed.length) % proposed.length);
  const keys: Record<string, () => void> = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Enter: () => take(proposed[active]),
    Tab: () => take(proposed[active]),
    Escape: () => setCaret(null),
  };
  const onKey = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    const plain = !event.nativeEvent.isComposing && !event.metaKey && !event.ctrlKey && !event.shiftKey;
    const run = open && plain ? keys[event.key] : undefined;
    if (!run) return onKeyDown?.(event);
    event.preventDefault();
    event.stopPropagation();
    run();
  };
  return (
    <div>
      <Textarea
        {...rest}
        ref={box}
        aria-autocomplete="list"
        aria-controls={open ? `${id}-list` : undefined}
        aria-activedescendant={open ? `${id}-${active}` : undefined}
        data-keeps-escape={open || rest["data-keeps-escape"] || undefined}
        value={draft.text}
        onChange={(event) => {
          onDraft({ ...draft, text: event.target.value });
          setCaret(event.target.selectionStart);
          setActive(0);
        }}
        onClick={() => setCaret(null)}
        onBlur={() => setCaret(null)}
        onKeyDown={onKey}
      />
      {open && (
        <div
          id={`${id}-list`}
          role="listbox"
          aria-label={t("scores.mentionable")}
          className="mt-1 rounded-md border border-line bg-raised p-1 shadow-sm"
        >
          {proposed.map((member, index) => (
            // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the box, which points here by aria-activedescendant
            // biome-ignore lint/a11y/useKeyWithClickEvents: keys are handled by the box
            <div
              key={member.id}
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === active}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => take(member)}
              className="flex cursor-default items-baseline gap-2 rounded-sm px-2 py-1 text-sm hover:bg-hover aria-selected:bg-selected max-md:py-2"
            >
              <span className="min-w-0 truncate">{member.name}</span>
              {!member.name.includes(member.email) && <span className="truncate text-faint text-xs">{member.email}</span>}
            </div>
          ))}
        </div>
      )}
      <p className="sr-only" role="status">
        {open ? t.count("scores.proposed", proposed.length) : ""}
      </p>
    </div>
  );
}
