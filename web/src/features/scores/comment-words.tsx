/** The words of a comment, members who are mentioned by their names of today. */
import { useMemo } from "react";
import { type NameOf, readParts } from "./mention-text";

export function CommentWords({ content, nameOf }: { content: string; nameOf: NameOf }) {
  const parts = useMemo(() => readParts(content, nameOf), [content, nameOf]);
  return (
    <p className="mt-0.5 whitespace-pre-wrap break-words text-sm">
      {parts.map((part, index) =>
        "text" in part ? (
          part.text
        ) : (
          <span key={index} className="rounded-sm bg-accent-soft px-0.5 font-medium text-accent-text">
            @{part.name}
          </span>
        ),
      )}
    </p>
  );
}
