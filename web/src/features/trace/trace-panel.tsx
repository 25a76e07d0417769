/** One trace beside the table that led to it. */
import { Link } from "@tanstack/react-router";
import { Maximize2, X } from "lucide-react";
import { Button } from "@/components/ui/button";
import { useT } from "@/i18n";
import "@/i18n/late/playground";
import "@/i18n/late/costs";
import type { Judging, TraceLinks } from "./props";
import { TraceView } from "./trace-view";
import { useLook } from "./use-look";

export interface TracePanelProps {
  projectId: string;
  traceId: string;
  observationId: string | undefined;
  onObservation: (observationId: string | undefined) => void;
  onClose: () => void;
  links?: TraceLinks;
  judge?: Judging;
}

export function TracePanel({ projectId, traceId, observationId, onObservation, onClose, links = {}, judge }: TracePanelProps) {
  const t = useT();
  const [look, setLook] = useLook();
  const frame = (
    <>
      <Button variant="ghost" size="icon-sm" asChild>
        <Link
          to="/projects/$projectId/traces/$traceId"
          params={{ projectId, traceId }}
          search={{ step: observationId, ...look }}
          aria-label={t("trace.openPage")}
        >
          <Maximize2 aria-hidden />
        </Link>
      </Button>
      <Button variant="ghost" size="icon-sm" aria-label={t("actions.close")} onClick={onClose}>
        <X aria-hidden />
      </Button>
    </>
  );
  return (
    <TraceView
      key={traceId}
      projectId={projectId}
      traceId={traceId}
      observationId={observationId ?? null}
      onSelect={onObservation}
      look={look}
      onLook={setLook}
      onDeleted={onClose}
      links={links}
      judge={judge}
      frame={frame}
    />
  );
}
