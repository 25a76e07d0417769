/** One comment. Its author changes and removes it. */
import { Pencil, Trash2 } from "lucide-react";
import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import { CopyButton } from "@/components/copy-button";
import { Moment } from "@/components/moment";
import type { Mark } from "@/components/quotes/use-quotes";
import { Button } from "@/components/ui/button";
import { useT } from "@/i18n";
import type { Target } from "../queries";
import { CommentBox } from "./comment-box";
import { type Comment, useChangeComment, useRemoveComment } from "./comment-queries";
import { CommentQuote } from "./comment-quote";
import { CommentReactions } from "./comment-reactions";
import { CommentWords } from "./comment-words";
import { type Draft, type NameOf, toContent, toDraft } from "./mention-text";
import { useCommentLink } from "./use-comment-link";

interface CommentItemProps {
  projectId: string;
  target: Target;
  comment: Comment;
  author: string;
  nameOf: NameOf;
  mayChange: boolean;
  /** A link led to this one: it is shown at once and stands out. */
  marked: boolean;
  onShow?: (mark: Mark) => void;
  /** What it quotes is not there any more. */
  changed?: boolean;
}

export function CommentItem({
  projectId,
  target,
  comment,
  author,
  nameOf,
  mayChange,
  marked,
  onShow,
  changed = false,
}: CommentItemProps) {
  const t = useT();
  const { place } = comment;
  const change = useChangeComment(projectId, target);
  const remove = useRemoveComment(projectId, target);
  const [draft, setDraft] = useState<Draft | null>(null);
  const link = useCommentLink(projectId, target, comment.id);
  const item = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (marked) item.current?.scrollIntoView({ block: "nearest" });
  }, [marked]);
  const save = (event?: FormEvent) => {
    event?.preventDefault();
    if (!draft?.text.trim() || change.isPending) return;
    change.mutate({ id: comment.id, content: toContent(draft) }, { onSuccess: () => setDraft(null) });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) save();
    if (event.key !== "Escape") return;
    event.stopPropagation();
    setDraft(null);
  };
  return (
    <li
      ref={item}
      aria-current={marked || undefined}
      className="border-line border-b px-3 py-2 aria-[current=true]:bg-accent-soft aria-[current=true]:shadow-[inset_2px_0_0_var(--color-accent)]"
    >
      <div className="flex items-center gap-2 text-xs">
        <span className="truncate font-medium">{author}</span>
        <Moment iso={comment.created_at} form="ago" className="text-faint" />
        {comment.updated_at !== comment.created_at && <span className="text-faint">{t("scores.edited")}</span>}
        <span className="ml-auto flex shrink-0 items-center">
          <CopyButton text={link} label={t("scores.copyCommentLink")} className="size-6" />
          {mayChange && draft === null && (
            <>
              <Button
                variant="ghost"
                size="icon-xs"
                aria-label={t("scores.editComment")}
                onClick={() => setDraft(toDraft(comment.content, nameOf))}
              >
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
            </>
          )}
        </span>
      </div>
      {place && <CommentQuote place={place} changed={changed} onShow={onShow && (() => onShow({ id: comment.id, place }))} />}
      {draft === null ? (
        <>
          <CommentWords content={comment.content} nameOf={nameOf} />
          <CommentReactions projectId={projectId} target={target} comment={comment} nameOf={nameOf} />
        </>
      ) : (
        <form className="mt-1 flex flex-col gap-1.5" onSubmit={save}>
          <CommentBox
            projectId={projectId}
            draft={draft}
            onDraft={setDraft}
            nameOf={nameOf}
            autoFocus
            data-keeps-escape
            aria-label={t("scores.editComment")}
            onKeyDown={onKeyDown}
            actions={
              <>
                <Button size="sm" onClick={() => setDraft(null)}>
                  {t("actions.cancel")}
                </Button>
                <Button type="submit" variant="primary" size="sm" busy={change.isPending} disabled={!draft.text.trim()}>
                  {t("actions.save")}
                </Button>
              </>
            }
          />
        </form>
      )}
    </li>
  );
}
