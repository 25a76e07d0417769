/** What comments on one thing and the view of its content tell each other: where comments stand, and what was asked for. */
import { useMemo, useState } from "react";
import type { components } from "@/api/schema.gen";

export type Place = components["schemas"]["Place"];
export type QuotedField = Place["field"];

/** A comment on a part of what is shown. */
export interface Mark {
  id: string;
  place: Place;
}

export interface Quotes {
  marks: readonly Mark[];
  /** Whether somebody may comment here. */
  writable: boolean;
  setComments: (marks: readonly Mark[], writable: boolean) => void;
  /** The place that somebody wants to comment on. */
  asked: Place | null;
  ask: (place: Place | null) => void;
  /** The comment that somebody wants to read. */
  opened: string | null;
  open: (id: string | null) => void;
  /** The comment whose place is to be shown; another object for each time it is asked for. */
  shown: Mark | null;
  show: (mark: Mark) => void;
  /** Comments whose quote is not where it was. */
  changed: ReadonlySet<string>;
  /** What is known of the comments on a field. */
  report: (field: QuotedField, changed: readonly string[]) => void;
}

const NOTHING: readonly Mark[] = [];

type Actions = Pick<Quotes, "setComments" | "ask" | "open" | "show" | "report">;

export function useQuotes(): Quotes {
  const [comments, setComments] = useState({ marks: NOTHING, writable: false });
  const [asked, ask] = useState<Place | null>(null);
  const [opened, open] = useState<string | null>(null);
  const [shown, setShown] = useState<Mark | null>(null);
  const [byField, setByField] = useState<Partial<Record<QuotedField, readonly string[]>>>({});
  // The same all the time, so that effects may depend on them.
  const [actions] = useState<Actions>(() => ({
    setComments: (marks, writable) => setComments({ marks, writable }),
    ask,
    open,
    show: (mark) => setShown({ ...mark }),
    report: (field, changed) =>
      setByField((before) => (same(before[field] ?? [], changed) ? before : { ...before, [field]: changed })),
  }));
  return useMemo(
    () => ({ ...comments, ...actions, asked, opened, shown, changed: new Set(Object.values(byField).flat()) }),
    [comments, actions, asked, opened, shown, byField],
  );
}

const same = (one: readonly string[], other: readonly string[]) =>
  one.length === other.length && one.every((id, index) => id === other[index]);
