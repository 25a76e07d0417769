/** The button that leads from rows of a table to evaluators. What it opens is loaded when it is pressed. */
import { Gavel } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useMay } from "@/api/me";
import { Button } from "@/components/ui/button";
import { useT } from "@/i18n";
import "@/i18n/late/evaluation";
import type { RowsToEvaluate } from "./run-queries";

const EvaluateRows = lazy(async () => ({ default: (await import("./evaluate-rows")).EvaluateRows }));

interface Listed {
  subject: "traces" | "observations";
  request: { filter: string; from: string; to: string };
}

/** Rows of a table: chosen ones, or all that a search finds. */
export type TableRows = Listed &
  ({ kind: "rows"; places: readonly { traceId: string; observationId?: string }[] } | { kind: "matching" });

export function rowsToEvaluate(rows: TableRows): RowsToEvaluate {
  const target = rows.subject === "traces" ? "trace" : "observation";
  const { filter, from: start, to } = rows.request;
  if (rows.kind === "matching") return { target, filter, start, end: to };
  const chosen = rows.places.map((place) => ({ trace_id: place.traceId, observation_id: place.observationId ?? "" }));
  const now = new Date().toISOString(); // live rows may have come after the table was asked for
  return { target, filter: "", chosen, start, end: Date.parse(to) > Date.parse(now) ? to : now };
}

interface EvaluateButtonProps {
  projectId: string;
  rows: () => RowsToEvaluate;
  onDone: () => void;
}

export function EvaluateButton({ projectId, rows, onDone }: EvaluateButtonProps) {
  const t = useT();
  const may = useMay("evaluators:write");
  const [asked, setAsked] = useState<RowsToEvaluate | null>(null);
  if (!may) return null;
  return (
    <>
      <Button variant="ghost" size="sm" onClick={() => setAsked(rows())}>
        <Gavel aria-hidden />
        {t("evaluation.evaluateRows")}
      </Button>
      {asked && (
        <Suspense fallback={null}>
          <EvaluateRows projectId={projectId} rows={asked} onClose={() => setAsked(null)} onDone={onDone} />
        </Suspense>
      )}
    </>
  );
}
