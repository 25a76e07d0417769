/** Remarks on a prompt: read, written, closed, taken back. */
import { Check, RotateCcw, Trash2 } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useMay } from "@/api/me";
import { usePersonName } from "@/api/people";
import { LazyMarkdown } from "@/components/markdown/lazy-markdown";
import { Moment } from "@/components/moment";
import { Button } from "@/components/ui/button";
import { Textarea } from "@/components/ui/input";
import { useT } from "@/i18n";
import { cn } from "@/lib/cn";
import { type Comment, type NewComment, useAddComment, useDeleteComment, useResolveComment } from "./comment-queries";

export function CommentList({ projectId, comments }: { projectId: string; comments: Comment[] }) {
  if (comments.length === 0) return null;
  return (
    <ul className="flex flex-col gap-1.5">
      {comments.map((comment) => (
        <CommentItem key={comment.id} projectId={projectId} comment={comment} />
      ))}
    </ul>
  );
}

function CommentItem({ projectId, comment }: { projectId: string; comment: Comment }) {
  const t = useT();
  const nameOf = usePersonName(projectId);
  const mayComment = useMay("comments:write");
  const resolve = useResolveComment(projectId);
  const remove = useDeleteComment(projectId);
  const closed = comment.resolved_at !== null;
  return (
    <li className={cn("rounded-md border border-line px-3 py-2 text-sm", closed ? "border-dashed text-soft" : "bg-raised")}>
      <div className="flex items-center gap-2 text-soft text-xs">
        <span className="font-medium">{nameOf(comment.author)}</span>
        <Moment iso={comment.created_at} form="ago" />
        {closed && <span>{t("prompts.commentClosed")}</span>}
        {mayComment && (
          <span className="ml-auto flex">
            <Button
              size="icon-sm"
              variant="ghost"
              aria-label={closed ? t("prompts.commentReopen") : t("prompts.commentClose")}
              onClick={() => resolve.mutate({ id: comment.id, resolved: !closed })}
            >
              {closed ? <RotateCcw aria-hidden /> : <Check aria-hidden />}
            </Button>
            <Button
              size="icon-sm"
              variant="ghost"
              aria-label={t("prompts.commentDelete")}
              onClick={() => remove.mutate(comment.id)}
            >
              <Trash2 aria-hidden />
            </Button>
          </span>
        )}
      </div>
      <div className="mt-0.5 min-w-0">
        <LazyMarkdown lines text={comment.body} plain={<p className="whitespace-pre-wrap break-words">{comment.body}</p>} />
      </div>
    </li>
  );
}

interface CommentFormProps {
  projectId: string;
  promptId: string;
  target: Omit<NewComment, "body">;
  autoFocus?: boolean;
  onDone?: () => void;
}

export function CommentForm({ projectId, promptId, target, autoFocus = false, onDone }: CommentFormProps) {
  const t = useT();
  const add = useAddComment(projectId, promptId);
  const [body, setBody] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (body.trim() === "") return;
    const done = () => {
      setBody("");
      onDone?.();
    };
    add.mutate({ ...target, body: body.trim() }, { onSuccess: done });
  };
  return (
    <form className="mt-1.5 flex items-end gap-2" onSubmit={submit}>
      <Textarea
        className="min-h-16 flex-1"
        aria-label={t("prompts.comment")}
        placeholder={t("prompts.comment")}
        autoFocus={autoFocus}
        value={body}
        onChange={(event) => setBody(event.target.value)}
      />
      <Button type="submit" size="sm" busy={add.isPending} disabled={body.trim() === ""}>
        {t("prompts.commentSend")}
      </Button>
    </form>
  );
}

interface VersionCommentsProps {
  projectId: string;
  promptId: string;
  version: number;
  comments: Comment[];
}

/** The remarks on the version as a whole. Those on lines stand at their lines. */
export function VersionComments({ projectId, promptId, version, comments }: VersionCommentsProps) {
  const t = useT();
  const mayComment = useMay("comments:write");
  const whole = comments.filter((one) => one.line === null);
  return (
    <section className="mb-6" aria-label={t("prompts.comments")}>
      <h3 className="mb-1.5 font-medium text-sm">{t("prompts.comments")}</h3>
      {whole.length === 0 && !mayComment && <p className="text-faint text-sm">{t("answers.none")}</p>}
      <CommentList projectId={projectId} comments={whole} />
      {mayComment && (
        <CommentForm projectId={projectId} promptId={promptId} target={{ version, part: "", message_index: null, line: null }} />
      )}
    </section>
  );
}
