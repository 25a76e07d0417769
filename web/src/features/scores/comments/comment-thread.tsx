/** Comments on one thing, newest first, and a box to add one. People change and remove their own. */
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, type KeyboardEvent, useCallback, useState } from "react";
import { useMay, useMe } from "@/api/me";
import { ErrorState } from "@/components/error-state";
import type { Mark, Place } from "@/components/quotes/use-quotes";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Skeleton } from "@/components/ui/skeleton";
import { useT } from "@/i18n";
import { memberNamesQuery, type Target } from "../queries";
import { CommentBox } from "./comment-box";
import { CommentItem } from "./comment-item";
import { type Comment, commentsQuery, useAddComment } from "./comment-queries";
import { CommentQuote } from "./comment-quote";
import { NO_DRAFT, toContent, toDraft } from "./mention-text";

/** From this many on, they can be searched. */
const MANY = 6;

interface CommentThreadProps {
  projectId: string;
  target: Target;
  /** The comment that a link led to. */
  marked?: string;
  /** The part that the next comment is about; null for all of it. */
  place?: Place | null;
  onPlace?: (place: Place | null) => void;
  /** Leads to the part that a comment is about. */
  onShow?: (mark: Mark) => void;
  /** Comments whose quote is not where it was. */
  changed?: ReadonlySet<string>;
}

export function CommentThread({ projectId, target, marked, place = null, onPlace, onShow, changed }: CommentThreadProps) {
  const t = useT();
  const me = useMe();
  const mayWrite = useMay("comments:write");
  const comments = useQuery(commentsQuery(projectId, target));
  const names = useQuery(memberNamesQuery(projectId, useMay("members:read"))).data;
  const add = useAddComment(projectId, target);
  const nameOf = useCallback((id: string) => names?.get(id), [names]);
  const [draft, setDraft] = useState(NO_DRAFT);
  const [sought, setSought] = useState("");
  const authorOf = ({ author_user_id: id }: Comment) => {
    if (id === null) return "API";
    return id === me.user.id ? t("scores.you") : (names?.get(id) ?? t("scores.someone"));
  };
  const words = sought.trim().toLowerCase();
  const shown = comments.data?.filter((one) =>
    `${authorOf(one)}\n${toDraft(one.content, nameOf).text}\n${one.place?.quote ?? ""}`.toLowerCase().includes(words),
  );
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    if (draft.text.trim() === "" || add.isPending) return;
    const done = () => {
      setDraft(NO_DRAFT);
      onPlace?.(null);
    };
    add.mutate({ content: toContent(draft), place }, { onSuccess: done });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.metaKey || event.ctrlKey)) return;
    event.preventDefault();
    submit();
  };
  return (
    <div className="flex flex-col">
      <h3 className="border-line border-b px-3 py-2 font-semibold text-sm">{t("scores.commentsTitle")}</h3>
      {comments.isError && <ErrorState error={comments.error} retry={() => comments.refetch()} />}
      {comments.isPending && <Skeleton className="m-3 h-12" />}
      {comments.data?.length === 0 && <p className="px-3 py-3 text-faint text-sm">{t("scores.noComments")}</p>}
      {(comments.data?.length ?? 0) >= MANY && (
        <Input
          type="search"
          aria-label={t("scores.searchComments")}
          placeholder={t("scores.searchComments")}
          value={sought}
          onChange={(event) => setSought(event.target.value)}
          className="m-3 mb-1 w-auto"
        />
      )}
      {words !== "" && shown?.length === 0 && <p className="px-3 py-3 text-faint text-sm">{t("scores.noCommentFound")}</p>}
      <ul className="max-h-72 overflow-y-auto">
        {shown?.map((comment) => (
          <CommentItem
            key={comment.id}
            projectId={projectId}
            target={target}
            comment={comment}
            author={authorOf(comment)}
            nameOf={nameOf}
            mayChange={comment.author_user_id === me.user.id && mayWrite}
            marked={comment.id === marked}
            onShow={onShow}
            changed={changed?.has(comment.id) ?? false}
          />
        ))}
      </ul>
      {mayWrite && (
        <form className="flex flex-col gap-2 p-3" onSubmit={submit}>
          {place && <CommentQuote place={place} onRemove={() => onPlace?.(null)} />}
          <CommentBox
            key={place ? `${place.field}${place.path}${place.start}` : ""}
            autoFocus={place !== null}
            projectId={projectId}
            draft={draft}
            onDraft={setDraft}
            nameOf={nameOf}
            aria-label={t("scores.newComment")}
            placeholder={t("scores.newComment")}
            onKeyDown={onKeyDown}
            actions={
              <Button type="submit" variant="primary" size="sm" busy={add.isPending} disabled={!draft.text.trim()}>
                {t("scores.comment")}
              </Button>
            }
          />
        </form>
      )}
    </div>
  );
}
