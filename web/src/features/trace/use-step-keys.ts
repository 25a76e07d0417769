/** Keys of a trace: from step to step, from failure to failure, from view to view. */
import { useT } from "@/i18n";
import { useShortcut } from "@/lib/shortcuts";
import { stepAfter } from "./step-after";
import type { TraceTree } from "./tree";
import { TRACE_VIEWS, type TraceViewName } from "./views";

interface StepKeysOptions {
  tree: TraceTree;
  /** Rows of the tree that are shown. */
  rows: readonly number[];
  selected: string | null;
  onSelect: (id: string) => void;
  view: TraceViewName;
  onView: (view: TraceViewName) => void;
}

export function useStepKeys({ tree, rows, selected, onSelect, view, onView }: StepKeysOptions): void {
  const t = useT();
  const group = t("trace.shortcuts");
  const go = (by: 1 | -1, failedOnly = false) => {
    const id = stepAfter(tree, rows, selected, by, failedOnly);
    if (id !== null) onSelect(id);
  };
  useShortcut({ keys: "n", label: t("trace.nextStep"), group }, () => go(1));
  useShortcut({ keys: "p", label: t("trace.previousStep"), group }, () => go(-1));
  useShortcut({ keys: "e", label: t("trace.nextError"), group }, () => go(1, true));
  useShortcut({ keys: "v", label: t("trace.nextView"), group }, () => {
    const next = TRACE_VIEWS[(TRACE_VIEWS.indexOf(view) + 1) % TRACE_VIEWS.length];
    if (next) onView(next);
  });
}
