/** Buttons that open the scores and the comments of one thing: a trace, a step, or a session. */
import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { Gauge, MessageSquare } from "lucide-react";
import { cloneElement, useEffect, useState } from "react";
import { useMay } from "@/api/me";
import type { Mark, Quotes } from "@/components/quotes/use-quotes";
import { Button } from "@/components/ui/button";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import { Sheet } from "@/components/ui/sheet";
import { useT } from "@/i18n";
import { usePhone } from "@/lib/media";
import { commentsQuery } from "./comments/comment-queries";
import { CommentThread } from "./comments/comment-thread";
import type { Target } from "./queries";
import { ScoreSheet } from "./score-sheet";

interface JudgeProps {
  projectId: string;
  target: Target;
  /** Where comments on parts of what is shown meet its view. */
  quotes?: Quotes;
}

export function Judge({ projectId, target, quotes }: JudgeProps) {
  const t = useT();
  const phone = usePhone();
  const [open, setOpen] = useState<"scores" | "comments" | null>(null);
  const found = useQuery(commentsQuery(projectId, target)).data;
  const comments = found?.length ?? 0;
  const asked = useSearch({ strict: false, select: (search) => search.comment });
  const [followed, setFollowed] = useState<string>();
  // A link to a comment opens the comments it is among, once.
  if (asked !== followed && found?.some((comment) => comment.id === asked)) {
    setFollowed(asked);
    setOpen("comments");
  }
  const mayWrite = useMay("comments:write");
  const setComments = quotes?.setComments;
  useEffect(() => {
    const marks = found?.flatMap(({ id, place }) => (place ? [{ id, place }] : [])) ?? [];
    setComments?.(marks, mayWrite);
  }, [setComments, found, mayWrite]);
  const wanted = quotes?.asked ?? quotes?.opened ?? null;
  const [seen, setSeen] = useState(wanted);
  if (wanted !== seen) {
    setSeen(wanted);
    if (wanted) setOpen("comments");
  }
  const onComments = (next: boolean) => {
    setOpen(next ? "comments" : null);
    if (next) return;
    quotes?.ask(null);
    quotes?.open(null);
  };
  const show =
    quotes &&
    ((mark: Mark) => {
      onComments(false);
      quotes.show(mark);
    });
  const button = (
    <Button variant="ghost" size={comments > 0 ? "sm" : "icon-sm"} aria-label={t.count("scores.comments", comments)}>
      <MessageSquare aria-hidden />
      {comments > 0 && <span className="tabular">{comments}</span>}
    </Button>
  );
  const thread = (
    <CommentThread
      projectId={projectId}
      target={target}
      marked={quotes?.opened ?? asked}
      place={quotes?.asked ?? null}
      onPlace={quotes?.ask}
      onShow={show}
      changed={quotes?.changed}
    />
  );
  return (
    <>
      <Popover open={open === "scores"} onOpenChange={(next) => setOpen(next ? "scores" : null)}>
        <PopoverTrigger asChild>
          <Button variant="ghost" size="icon-sm" aria-label={t("scores.judge")} title={t("scores.judge")}>
            <Gauge aria-hidden />
          </Button>
        </PopoverTrigger>
        <PopoverContent align="end" className="w-96 max-w-[calc(100vw-1rem)] p-0">
          <ScoreSheet projectId={projectId} target={target} />
        </PopoverContent>
      </Popover>
      {phone ? (
        <>
          {cloneElement(button, { onClick: () => onComments(true) })}
          <Sheet side="bottom" bare open={open === "comments"} onOpenChange={onComments} title={t("scores.commentsTitle")}>
            {thread}
          </Sheet>
        </>
      ) : (
        <Popover open={open === "comments"} onOpenChange={onComments}>
          <PopoverTrigger asChild>{button}</PopoverTrigger>
          <PopoverContent
            align="end"
            className="w-96 max-w-[calc(100vw-1rem)] p-0"
            onEscapeKeyDown={(event) => {
              if (event.target instanceof Element && event.target.closest("[data-keeps-escape]")) event.preventDefault();
            }}
          >
            {thread}
          </PopoverContent>
        </Popover>
      )}
    </>
  );
}
