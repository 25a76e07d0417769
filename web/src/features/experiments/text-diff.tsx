/** One side of two texts, with the words that the other one does not have marked. */
import { diffWordsWithSpace } from "diff";
import { useMemo } from "react";

/** Longer texts are compared by reading them, not word by word. */
const MOST_CHARACTERS = 8000;

export function TextDiff({ before, after, side }: { before: string; after: string; side: "before" | "after" }) {
  const parts = useMemo(
    () => (before.length + after.length > MOST_CHARACTERS ? null : diffWordsWithSpace(before, after)),
    [before, after],
  );
  const own = side === "before" ? before : after;
  if (own === "") return "–";
  if (!parts) return own;
  const seen = parts.filter((part) => (side === "before" ? !part.added : !part.removed));
  let offset = 0;
  return seen.map((part) => {
    const key = `${side}${offset}`;
    offset += part.value.length;
    if (side === "before" && part.removed) {
      return (
        <del key={key} className="rounded-sm bg-danger-soft text-danger-text no-underline">
          {part.value}
        </del>
      );
    }
    if (side === "after" && part.added) {
      return (
        <ins key={key} className="rounded-sm bg-success-soft text-success-text no-underline">
          {part.value}
        </ins>
      );
    }
    return <span key={key}>{part.value}</span>;
  });
}
