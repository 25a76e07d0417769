/** Comments on one thing, newest first, and a box to add one. People change and remove their own. */
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, type KeyboardEvent, useState } from "react";
import { useMay, useMe } from "@/api/me";
import { ErrorState } from "@/components/error-state";
import { Button } from "@/components/ui/button";
import { Textarea } from "@/components/ui/input";
import { Skeleton } from "@/components/ui/skeleton";
import { useT } from "@/i18n";
import { CommentItem } from "./comment-item";
import { commentsQuery, MOST_CHARACTERS, memberNamesQuery, type Target, useAddComment } from "./queries";

export function CommentThread({ projectId, target }: { projectId: string; target: Target }) {
  const t = useT();
  const me = useMe();
  const mayWrite = useMay("comments:write");
  const comments = useQuery(commentsQuery(projectId, target));
  const names = useQuery(memberNamesQuery(projectId, useMay("members:read"))).data;
  const add = useAddComment(projectId, target);
  const [text, setText] = useState("");
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    if (text.trim() !== "" && !add.isPending) add.mutate(text.trim(), { onSuccess: () => setText("") });
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
      <ul className="max-h-72 overflow-y-auto">
        {comments.data?.map((comment) => {
          const own = comment.author_user_id === me.user.id;
          const author = own ? t("scores.you") : (names?.get(comment.author_user_id ?? "") ?? t("scores.someone"));
          return (
            <CommentItem
              key={comment.id}
              projectId={projectId}
              target={target}
              comment={comment}
              author={comment.author_user_id === null ? "API" : author}
              mayChange={own && mayWrite}
            />
          );
        })}
      </ul>
      {mayWrite && (
        <form className="flex flex-col gap-2 p-3" onSubmit={submit}>
          <Textarea
            aria-label={t("scores.newComment")}
            placeholder={t("scores.newComment")}
            maxLength={MOST_CHARACTERS}
            value={text}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={onKeyDown}
          />
          <Button type="submit" variant="primary" size="sm" className="self-end" busy={add.isPending} disabled={!text.trim()}>
            {t("scores.comment")}
          </Button>
        </form>
      )}
    </div>
  );
}
