/** The place that a comment on the trace itself is about stands in its root, which is chosen for it, once. */
import { useEffect, useRef } from "react";
import type { Mark } from "@/components/quotes/use-quotes";
import type { TraceTree } from "../tree";

/** What the root, once it is the chosen step, has to show; null for any other step and when it was shown. */
export function useShownInRoot(asked: Mark | null, tree: TraceTree, selected: string | null, onSelect: (id: string) => void) {
  const answered = useRef<Mark | null>(null);
  const fresh = asked === answered.current ? null : asked;
  const root = tree.id[0];
  useEffect(() => {
    if (!fresh || root === undefined) return;
    if (selected === root) answered.current = fresh;
    else onSelect(root);
  }, [fresh, selected, root, onSelect]);
  return selected === root ? fresh : null;
}
