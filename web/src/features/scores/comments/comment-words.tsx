/** The words of a comment as Markdown, members who are mentioned by their names of today. */
import { useMemo } from "react";
import { LazyMarkdown } from "@/components/markdown/lazy-markdown";
import { withMentions } from "./mention-markdown";
import { type NameOf, toDraft } from "./mention-text";

export function CommentWords({ content, nameOf }: { content: string; nameOf: NameOf }) {
  const { text, plugins } = useMemo(() => {
    const found = withMentions(content, nameOf);
    return { text: found.text, plugins: [found.plugin] };
  }, [content, nameOf]);
  const plain = <p className="whitespace-pre-wrap break-words text-sm">{toDraft(content, nameOf).text}</p>;
  return (
    <div className="mt-0.5 min-w-0">
      <LazyMarkdown lines text={text} plugins={plugins} plain={plain} />
    </div>
  );
}
