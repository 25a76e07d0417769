/** The comments on one field of what is shown: where they stand, which is asked for, and what can be asked. */
import { useEffect, useMemo } from "react";
import type { Mark, Place, QuotedField, Quotes } from "@/components/quotes/use-quotes";
import { findPlace, type Span, wholePlace } from "./places";

export interface FieldQuotes {
  field: QuotedField;
  spans: readonly Span[];
  /** The place to show; another object for each time it is asked for. */
  shown: Span | null;
  /** The comment that was asked for, when its quote is not where it was. */
  lost: Mark | null;
  open: (id: string) => void;
  /** Absent where nobody may comment. */
  ask?: (place: Place) => void;
  /** Comment on the whole value under a path. */
  askWhole?: (path: string) => void;
}

/** `root` is undefined as long as not all of the field is there. */
export function useFieldQuotes(quotes: Quotes, field: QuotedField, root: unknown): FieldQuotes {
  const { marks, writable, shown, report, ask, open } = quotes;
  const known = root !== undefined;
  const found = useMemo(() => {
    const own = known ? marks.filter((mark) => mark.place.field === field) : [];
    const places = own.map((mark) => ({ mark, span: findPlace(root, mark) }));
    return {
      spans: places.flatMap(({ span }) => (span ? [span] : [])),
      changed: places.flatMap(({ mark, span }) => (span ? [] : [mark.id])),
    };
  }, [marks, field, root, known]);
  useEffect(() => report(field, found.changed), [report, field, found]);
  return useMemo(() => {
    const wanted = known && shown?.place.field === field ? shown : null;
    const span = wanted && findPlace(root, wanted);
    const askWhole = (path: string) => {
      const place = wholePlace(field, root, path);
      if (place) ask(place);
    };
    return {
      field,
      // A comment on the trace itself is none of this step's, but may be shown in it.
      spans: span && !found.spans.some((one) => one.id === span.id) ? [...found.spans, span] : found.spans,
      shown: span,
      lost: wanted && !span ? wanted : null,
      open,
      ...(writable && known && { ask, askWhole }),
    };
  }, [field, root, known, found, shown, open, ask, writable]);
}
