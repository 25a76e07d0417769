/** The place that a comment on the trace itself is about stands in what it says itself, or in its root; that is chosen for it, once. */
import { useEffect, useRef } from "react";
import type { Mark } from "@/components/quotes/use-quotes";

/** What that step, once it is the chosen one, has to show; null for any other step and when it was shown. */
export function useShownInRoot(
  asked: Mark | null,
  root: string | undefined,
  selected: string | null,
  onSelect: (id: string) => void,
) {
  const answered = useRef<Mark | null>(null);
  const fresh = asked === answered.current ? null : asked;
  useEffect(() => {
    if (!fresh || root === undefined) return;
    if (selected === root) answered.current = fresh;
    else onSelect(root);
  }, [fresh, selected, root, onSelect]);
  return selected === root ? fresh : null;
}
