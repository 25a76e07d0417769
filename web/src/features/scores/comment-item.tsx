/** One comment. Its author changes and removes it. */
import { Pencil, Trash2 } from "lucide-react";
import { type FormEvent, type KeyboardEvent, useState } from "react";
import { Moment } from "@/components/moment";
import { Button } from "@/components/ui/button";
import { Textarea } from "@/components/ui/input";
import { useT } from "@/i18n";
import { type Comment, MOST_CHARACTERS, type Target, useChangeComment, useRemoveComment } from "./queries";

interface CommentItemProps {
  projectId: string;
  target: Target;
  comment: Comment;
  author: string;
  mayChange: boolean;
}

export function CommentItem({ projectId, target, comment, author, mayChange }: CommentItemProps) {
  const t = useT();
  const change = useChangeComment(projectId, target);
  const remove = useRemoveComment(projectId, target);
  const [draft, setDraft] = useState<string | null>(null);
  const save = (event?: FormEvent) => {
    event?.preventDefault();
    if (!draft?.trim() || change.isPending) return;
    change.mutate({ id: comment.id, content: draft.trim() }, { onSuccess: () => setDraft(null) });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) save();
    if (event.key !== "Escape") return;
    event.stopPropagation();
    setDraft(null);
  };
  return (
    <li className="border-line border-b px-3 py-2">
      <div className="flex items-center gap-2 text-xs">
        <span className="truncate font-medium">{author}</span>
        <Moment iso={comment.created_at} form="ago" className="text-faint" />
        {comment.updated_at !== comment.created_at && <span className="text-faint">{t("scores.edited")}</span>}
        {mayChange && draft === null && (
          <span className="ml-auto flex">
            <Button variant="ghost" size="icon-xs" aria-label={t("scores.editComment")} onClick={() => setDraft(comment.content)}>
              <Pencil aria-hidden />
            </Button>
            <Button
              variant="ghost"
              size="icon-xs"
              aria-label={t("scores.removeComment")}
              disabled={remove.isPending}
              onClick={() => remove.mutate(comment.id)}
            >
              <Trash2 aria-hidden />
            </Button>
          </span>
        )}
      </div>
      {draft === null ? (
        <p className="mt-0.5 whitespace-pre-wrap break-words text-sm">{comment.content}</p>
      ) : (
        <form className="mt-1 flex flex-col gap-1.5" onSubmit={save}>
          <Textarea
            autoFocus
            aria-label={t("scores.editComment")}
            maxLength={MOST_CHARACTERS}
            value={draft}
            onChange={(event) => setDraft(event.target.value)}
            onKeyDown={onKeyDown}
          />
          <span className="flex justify-end gap-1.5">
            <Button size="sm" onClick={() => setDraft(null)}>
              {t("actions.cancel")}
            </Button>
            <Button type="submit" variant="primary" size="sm" busy={change.isPending} disabled={!draft.trim()}>
              {t("actions.save")}
            </Button>
          </span>
        </form>
      )}
    </li>
  );
}
