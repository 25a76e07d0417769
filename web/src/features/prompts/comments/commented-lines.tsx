/** A text line by line, with its marks, the remarks on each line, and a place to write another one. */
import { MessageSquarePlus } from "lucide-react";
import { useState } from "react";
import { MarkedText } from "@/components/prompt-text/marked-text";
import { Button } from "@/components/ui/button";
import { useT } from "@/i18n";
import type { Comment, NewComment } from "./comment-queries";
import { CommentForm, CommentList } from "./comments";

/** What a line is a line of. */
export interface Place {
  part: "prompt" | "config";
  messageIndex: number | null;
}

interface CommentedLinesProps {
  projectId: string;
  promptId: string;
  version: number;
  text: string;
  place: Place;
  comments: Comment[];
  mayComment: boolean;
}

export function CommentedLines({ projectId, promptId, version, text, place, comments, mayComment }: CommentedLinesProps) {
  const t = useT();
  const [writing, setWriting] = useState<number | null>(null);
  const here = comments.filter((one) => one.part === place.part && one.message_index === place.messageIndex);
  return (
    <ol className="font-mono text-xs leading-5">
      {text.split("\n").map((line, index) => {
        const number = index + 1;
        const said = here.filter((one) => one.line === number);
        const target: Omit<NewComment, "body"> = { version, part: place.part, message_index: place.messageIndex, line: number };
        return (
          <li key={index} className="group/line">
            <div className="flex items-start">
              <span className="tabular w-8 shrink-0 select-none pr-2 text-right text-faint" aria-hidden>
                {number}
              </span>
              <span className="min-w-0 flex-1 whitespace-pre-wrap break-words">
                <MarkedText text={line} />
                {"\u200b"}
              </span>
              {mayComment && (
                <Button
                  size="icon-sm"
                  variant="ghost"
                  className="-my-1 opacity-0 focus-visible:opacity-100 group-hover/line:opacity-100 max-md:opacity-60"
                  aria-label={t("prompts.commentLine", { line: number })}
                  onClick={() => setWriting(writing === number ? null : number)}
                >
                  <MessageSquarePlus aria-hidden />
                </Button>
              )}
            </div>
            {(said.length > 0 || writing === number) && (
              <div className="my-1.5 ml-8 font-sans">
                <CommentList projectId={projectId} comments={said} />
                {writing === number && (
                  <CommentForm
                    projectId={projectId}
                    promptId={promptId}
                    target={target}
                    autoFocus
                    onDone={() => setWriting(null)}
                  />
                )}
              </div>
            )}
          </li>
        );
      })}
    </ol>
  );
}
