/** A menu that puts one or more things into a queue. Brought to traces, steps, sessions and lists by their routes. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ListPlus } from "lucide-react";
import { useState } from "react";
import { useMay } from "@/api/me";
import { Button } from "@/components/ui/button";
import { Menu, MenuContent, MenuItem, MenuTrigger } from "@/components/ui/menu";
import { toast } from "@/components/ui/toast";
import { useT } from "@/i18n";
import { formatNumber } from "@/lib/format";
import { type FoundItems, type NewItem, queuesQuery, useAddFound, useAddItems } from "./queries";

export type QueueTarget = { items: NewItem[] } | { found: FoundItems };

interface AddToQueueProps {
  projectId: string;
  target: QueueTarget;
  /** With its words, for bars; otherwise a mark only. */
  labelled?: boolean;
  onDone?: () => void;
}

export function AddToQueue({ projectId, target, labelled = false, onDone }: AddToQueueProps) {
  const t = useT();
  const mayWrite = useMay("annotation:write");
  const [open, setOpen] = useState(false);
  const queues = useQuery({ ...queuesQuery(projectId), enabled: open });
  const items = useAddItems(projectId);
  const found = useAddFound(projectId);
  if (!mayWrite) return null;
  const done = ({ found: all, added }: { found: number; added: number }) => {
    toast.success(t("queues.added", { added: formatNumber(added, t.locale, 0), found: formatNumber(all, t.locale, 0) }));
    onDone?.();
  };
  const add = (queueId: string) => {
    if ("items" in target) items.mutate({ queueId, items: target.items }, { onSuccess: done });
    else found.mutate({ queueId, body: target.found }, { onSuccess: done });
  };
  return (
    <Menu open={open} onOpenChange={setOpen}>
      <MenuTrigger asChild>
        <Button
          variant="ghost"
          size={labelled ? "sm" : "icon-sm"}
          aria-label={t("queues.addTo")}
          title={t("queues.addTo")}
          busy={items.isPending || found.isPending}
        >
          <ListPlus aria-hidden />
          {labelled && t("queues.addTo")}
        </Button>
      </MenuTrigger>
      <MenuContent align="end">
        {queues.data?.length === 0 && (
          <MenuItem asChild>
            <Link to="/projects/$projectId/queues" params={{ projectId }}>
              {t("queues.newQueue")}
            </Link>
          </MenuItem>
        )}
        {queues.isPending && <p className="px-2 py-1.5 text-faint text-sm">…</p>}
        {queues.data?.map((queue) => (
          <MenuItem key={queue.id} onSelect={() => add(queue.id)}>
            <span className="min-w-0 flex-1 truncate">{queue.name}</span>
            <span className="tabular text-faint text-xs">{formatNumber(queue.pending, t.locale, 0)}</span>
          </MenuItem>
        ))}
      </MenuContent>
    </Menu>
  );
}

/** One thing as an item of a queue, from how judging names it. */
export function queueTarget(target: { traceId?: string; observationId?: string; sessionId?: string }): QueueTarget {
  if (target.traceId === undefined)
    return { items: [{ object_type: "SESSION", object_id: target.sessionId ?? "", trace_id: "" }] };
  if (target.observationId === undefined)
    return { items: [{ object_type: "TRACE", object_id: target.traceId, trace_id: target.traceId }] };
  return { items: [{ object_type: "OBSERVATION", object_id: target.observationId, trace_id: target.traceId }] };
}

interface ListedRows {
  kind: "rows";
  places: readonly { traceId: string; observationId?: string }[];
}

interface MatchingRows {
  kind: "matching";
  subject: "traces" | "observations";
  request: { filter: string; from: string; to: string };
}

/** Chosen rows of a list, or all that match there. */
export function queueTargetOfRows(target: ListedRows | MatchingRows): QueueTarget {
  if (target.kind === "rows") return { items: target.places.flatMap((place) => itemsOf(queueTarget(place))) };
  const { filter, from, to } = target.request;
  return { found: { subject: target.subject, filter, from_time: from, to_time: to } };
}

export function queueTargetOfSessions(sessionIds: readonly string[]): QueueTarget {
  return { items: sessionIds.flatMap((sessionId) => itemsOf(queueTarget({ sessionId }))) };
}

const itemsOf = (target: QueueTarget): NewItem[] => ("items" in target ? target.items : []);
