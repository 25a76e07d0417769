/** Signs under a comment with their number; a click puts one's own there or takes it back. */
import { SmilePlus } from "lucide-react";
import { useState } from "react";
import { useMay, useMe } from "@/api/me";
import { Button } from "@/components/ui/button";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import { useT } from "@/i18n";
import type { Target } from "../queries";
import { type Comment, type Emoji, useReact } from "./comment-queries";
import type { NameOf } from "./mention-text";

const SIGNS: readonly Emoji[] = ["👍", "👎", "🎉", "🤔", "👀", "🚀"];

interface CommentReactionsProps {
  projectId: string;
  target: Target;
  comment: Comment;
  nameOf: NameOf;
}

export function CommentReactions({ projectId, target, comment, nameOf }: CommentReactionsProps) {
  const t = useT();
  const me = useMe().user.id;
  const mayWrite = useMay("comments:write");
  const react = useReact(projectId, target);
  const [choosing, setChoosing] = useState(false);
  const own = (emoji: string) => comment.reactions.some((one) => one.emoji === emoji && one.user_ids.includes(me));
  const toggle = (emoji: Emoji) => react.mutate({ id: comment.id, emoji, on: !own(emoji) });
  const name = (id: string) => (id === me ? t("scores.you") : (nameOf(id) ?? t("scores.someone")));
  const given = SIGNS.flatMap((emoji) => {
    const found = comment.reactions.find((one) => one.emoji === emoji);
    return found ? [{ emoji, people: found.user_ids }] : [];
  });
  if (given.length === 0 && !mayWrite) return null;
  return (
    <div className="mt-1 flex flex-wrap items-center gap-1">
      {given.map(({ emoji, people }) => (
        <button
          key={emoji}
          type="button"
          aria-pressed={own(emoji)}
          title={people.map(name).join(", ")}
          disabled={!mayWrite || react.isPending}
          onClick={() => toggle(emoji)}
          className="tabular flex h-6 items-center gap-1 rounded-full border border-line px-2 text-xs enabled:hover:bg-hover aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:text-accent-text"
        >
          {emoji} {people.length}
          <span className="sr-only">{people.map(name).join(", ")}</span>
        </button>
      ))}
      {mayWrite && (
        <Popover open={choosing} onOpenChange={setChoosing}>
          <PopoverTrigger asChild>
            <Button variant="ghost" size="icon-xs" aria-label={t("scores.react")} title={t("scores.react")}>
              <SmilePlus aria-hidden />
            </Button>
          </PopoverTrigger>
          <PopoverContent className="flex w-auto gap-0.5">
            {SIGNS.map((emoji) => (
              <Button
                key={emoji}
                variant="ghost"
                size="icon-sm"
                aria-label={t("scores.reactWith", { emoji })}
                aria-pressed={own(emoji)}
                className="text-base"
                onClick={() => {
                  toggle(emoji);
                  setChoosing(false);
                }}
              >
                {emoji}
              </Button>
            ))}
          </PopoverContent>
        </Popover>
      )}
    </div>
  );
}
