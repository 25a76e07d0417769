/** The words that go with a score: read, written and changed in place. Saved with Enter or when the box is left. */
import { type KeyboardEvent, useState } from "react";
import { Input } from "@/components/ui/input";
import { useT } from "@/i18n";
import { cn } from "@/lib/cn";
import { type ScoreRow, useChangeScore } from "./queries";

const MOST_CHARACTERS = 2000;

export function ScoreComment({ projectId, score }: { projectId: string; score: ScoreRow }) {
  const t = useT();
  const change = useChangeScore(projectId);
  const [draft, setDraft] = useState<string | null>(null);
  const label = t("scores.commentOn", { name: score.name });
  const save = () => {
    if (draft !== null && draft.trim() !== score.comment) change.mutate({ id: score.id, comment: draft.trim() });
    setDraft(null);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter") {
      event.preventDefault();
      save();
    }
    if (event.key !== "Escape") return;
    event.stopPropagation();
    setDraft(null);
  };
  if (draft === null) {
    return (
      <button
        type="button"
        aria-label={score.comment ? undefined : label}
        onClick={() => setDraft(score.comment)}
        className={cn(
          "mt-1 block w-full truncate rounded-xs text-left text-xs hover:underline",
          score.comment ? "text-soft" : "text-faint",
        )}
      >
        {score.comment || t("scores.addComment")}
      </button>
    );
  }
  return (
    <Input
      autoFocus
      className="mt-1 h-7 text-xs"
      aria-label={label}
      maxLength={MOST_CHARACTERS}
      value={draft}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={save}
      onKeyDown={onKeyDown}
    />
  );
}
