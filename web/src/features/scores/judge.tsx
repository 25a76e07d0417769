/** Buttons that open the scores and the comments of one thing: a trace, a step, or a session. */
import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { Gauge, MessageSquare } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import { useT } from "@/i18n";
import { commentsQuery } from "./comment-queries";
import { CommentThread } from "./comment-thread";
import type { Target } from "./queries";
import { ScoreSheet } from "./score-sheet";

export function Judge({ projectId, target }: { projectId: string; target: Target }) {
  const t = useT();
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
      <Popover open={open === "comments"} onOpenChange={(next) => setOpen(next ? "comments" : null)}>
        <PopoverTrigger asChild>
          <Button variant="ghost" size={comments > 0 ? "sm" : "icon-sm"} aria-label={t.count("scores.comments", comments)}>
            <MessageSquare aria-hidden />
            {comments > 0 && <span className="tabular">{comments}</span>}
          </Button>
        </PopoverTrigger>
        <PopoverContent
          align="end"
          className="w-96 max-w-[calc(100vw-1rem)] p-0"
          onEscapeKeyDown={(event) => {
            if (event.target instanceof Element && event.target.closest("[data-keeps-escape]")) event.preventDefault();
          }}
        >
          <CommentThread projectId={projectId} target={target} marked={asked} />
        </PopoverContent>
      </Popover>
    </>
  );
}
