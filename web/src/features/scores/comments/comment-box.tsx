/** Where a comment is written, in Markdown, and looked at before it is sent. */
import { type ComponentProps, type ReactNode, useState } from "react";
import { Button } from "@/components/ui/button";
import { useT } from "@/i18n";
import { MOST_CHARACTERS } from "./comment-queries";
import { CommentWords } from "./comment-words";
import { MentionBox } from "./mention-box";
import { type NameOf, toContent } from "./mention-text";

interface CommentBoxProps extends ComponentProps<typeof MentionBox> {
  nameOf: NameOf;
  /** What can be done with what was written. */
  actions: ReactNode;
}

export function CommentBox({ nameOf, actions, ...box }: CommentBoxProps) {
  const t = useT();
  const [preview, setPreview] = useState(false);
  const empty = box.draft.text.trim() === "";
  if (preview && empty) setPreview(false); // it was sent
  return (
    <>
      {preview ? (
        <section aria-label={t("scores.preview")} className="min-h-16 rounded-md border border-line border-dashed px-2.5 py-1.5">
          <CommentWords content={toContent(box.draft)} nameOf={nameOf} />
        </section>
      ) : (
        <MentionBox {...box} maxLength={MOST_CHARACTERS} />
      )}
      <span className="flex items-center justify-end gap-1.5">
        <Button variant="ghost" size="sm" className="mr-auto" disabled={empty} onClick={() => setPreview(!preview)}>
          {t(preview ? "scores.write" : "scores.preview")}
        </Button>
        <span className="text-faint text-xs">Markdown</span>
        {actions}
      </span>
    </>
  );
}
