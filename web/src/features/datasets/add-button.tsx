/** Buttons that lead from recorded traces and observations into a dataset. */
import { Database } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useMay } from "@/api/me";
import { Button } from "@/components/ui/button";
import { useT } from "@/i18n";
import type { ChosenObservations } from "./add-to-dataset";

const AddToDataset = lazy(async () => ({ default: (await import("./add-to-dataset")).AddToDataset }));
const ALWAYS = { start: "1970-01-01T00:00:00Z", end: "2200-01-01T00:00:00Z" };
const quoted = (text: string) => `"${text.replaceAll(/["\\]/g, (found) => `\\${found}`)}"`;

/** One trace (its root), or one step of it. */
export function oneOfTrace(traceId: string, observationId?: string): ChosenObservations {
  if (observationId) return { ...ALWAYS, filter: `trace_id:${quoted(traceId)} AND id:${quoted(observationId)}` };
  return { ...ALWAYS, filter: `trace_id:${quoted(traceId)} AND is_root:true` };
}

/** Rows of a table: chosen ones, or all that a search finds. */
export type ChosenRows =
  | { kind: "rows"; subject: string; places: readonly { traceId: string; observationId?: string }[] }
  | { kind: "matching"; subject: string; request: { filter: string; from: string; to: string } };

export function rowsOf(target: ChosenRows): ChosenObservations {
  const subject = target.subject === "traces" ? "traces" : "observations";
  if (target.kind === "matching") {
    const { filter, from, to } = target.request;
    return { subject, filter, start: from, end: to };
  }
  const ids = target.places.map((place) => quoted(place.observationId ?? place.traceId));
  return { ...ALWAYS, subject, filter: `${subject === "traces" ? "trace_id" : "id"}:(${ids.join(" OR ")})` };
}

interface AddButtonProps {
  projectId: string;
  chosen: () => ChosenObservations;
  onDone?: () => void;
  /** Only the sign, where there is little room. */
  bare?: boolean;
}

export function AddToDatasetButton({ projectId, chosen, onDone, bare = false }: AddButtonProps) {
  const t = useT();
  const may = useMay("datasets:write");
  const [open, setOpen] = useState<ChosenObservations | null>(null);
  if (!may) return null;
  const close = () => {
    setOpen(null);
    onDone?.();
  };
  return (
    <>
      <Button
        variant="ghost"
        size={bare ? "icon-sm" : "sm"}
        aria-label={bare ? t("datasets.addTo") : undefined}
        title={bare ? t("datasets.addTo") : undefined}
        onClick={() => setOpen(chosen())}
      >
        <Database aria-hidden />
        {!bare && t("datasets.addTo")}
      </Button>
      {open && (
        <Suspense fallback={null}>
          <AddToDataset projectId={projectId} chosen={open} onClose={close} />
        </Suspense>
      )}
    </>
  );
}
