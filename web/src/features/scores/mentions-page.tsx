/** Comments of a project that mention whoever is signed in, newest first, each a link to where it was said. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { AtSign } from "lucide-react";
import { useCallback } from "react";
import { useMay } from "@/api/me";
import { EmptyState } from "@/components/empty-state";
import { ErrorState } from "@/components/error-state";
import { LoadMore } from "@/components/load-more";
import { Moment } from "@/components/moment";
import { Page } from "@/components/page";
import { Skeleton } from "@/components/ui/skeleton";
import { useT } from "@/i18n";
import { type Comment, mentionsQuery } from "./comments/comment-queries";
import { CommentQuote } from "./comments/comment-quote";
import { CommentWords } from "./comments/comment-words";
import { memberNamesQuery } from "./queries";

export function MentionsPage({ projectId }: { projectId: string }) {
  const t = useT();
  const names = useQuery(memberNamesQuery(projectId, useMay("members:read"))).data;
  const nameOf = useCallback((id: string) => names?.get(id), [names]);
  const pages = useInfiniteQuery(mentionsQuery(projectId));
  const found = pages.data?.pages.flatMap((page) => page.data);
  return (
    <Page title={t("scores.mentions")} width="text">
      {pages.isError && <ErrorState error={pages.error} retry={() => pages.refetch()} />}
      {pages.isPending && <Skeleton className="h-24" />}
      {found?.length === 0 && (
        <EmptyState icon={AtSign} title={t("scores.noMentions")}>
          {t("scores.noMentionsWhy")}
        </EmptyState>
      )}
      <ul className="flex flex-col gap-2">
        {found?.map((comment) => (
          <li key={comment.id} className="rounded-md border border-line bg-surface px-3 py-2">
            <p className="flex items-baseline gap-2 text-xs">
              <span className="truncate font-medium">{names?.get(comment.author_user_id ?? "") ?? t("scores.someone")}</span>
              <Moment iso={comment.created_at} form="ago" className="text-faint" />
              <Place projectId={projectId} comment={comment} />
            </p>
            {comment.place && <CommentQuote place={comment.place} />}
            <CommentWords content={comment.content} nameOf={nameOf} />
          </li>
        ))}
      </ul>
      <LoadMore pages={pages} className="mt-3" />
    </Page>
  );
}

function Place({ projectId, comment }: { projectId: string; comment: Comment }) {
  const t = useT();
  const look = "ml-auto shrink-0 text-accent-text hover:underline";
  if (comment.object_type === "SESSION")
    return (
      <Link
        className={look}
        to="/projects/$projectId/sessions/$sessionId"
        params={{ projectId, sessionId: comment.object_id }}
        search={{ comment: comment.id }}
      >
        {t("scores.openComment")}
      </Link>
    );
  if (comment.trace_id === null) return null;
  return (
    <Link
      className={look}
      to="/projects/$projectId/traces/$traceId"
      params={{ projectId, traceId: comment.trace_id }}
      search={{ step: comment.object_type === "OBSERVATION" ? comment.object_id : undefined, comment: comment.id }}
    >
      {t("scores.openComment")}
    </Link>
  );
}
