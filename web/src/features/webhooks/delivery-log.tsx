/** What was sent, what came back, and sending it once more. */

import { useInfiniteQuery } from "@tanstack/react-query";
import { Inbox, RotateCw } from "lucide-react";
import { EmptyState } from "@/components/empty-state";
import { ErrorState } from "@/components/error-state";
import { LoadMore } from "@/components/load-more";
import { Moment } from "@/components/moment";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Sheet } from "@/components/ui/sheet";
import { Skeleton } from "@/components/ui/skeleton";
import { useT } from "@/i18n";
import { eventName } from "./event-name";
import { type Delivery, deliveriesQuery, useReplay, type Webhook } from "./queries";

interface DeliveryLogProps {
  projectId: string;
  webhook: Webhook;
  mayWrite: boolean;
  onClose: () => void;
}

export function DeliveryLog({ projectId, webhook, mayWrite, onClose }: DeliveryLogProps) {
  const t = useT();
  const log = useInfiniteQuery(deliveriesQuery(projectId, webhook.id));
  const rows = log.data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <Sheet open onOpenChange={(open) => !open && onClose()} title={t("webhooks.logOf", { name: webhook.name })}>
      {log.isPending && <Skeleton className="m-4 h-24" />}
      {log.isError && <ErrorState error={log.error} retry={() => log.refetch()} />}
      {log.data && rows.length === 0 && (
        <EmptyState icon={Inbox} title={t("webhooks.logEmpty")}>
          {t("webhooks.logEmptyWhy")}
        </EmptyState>
      )}
      <ul className="divide-y divide-line">
        {rows.map((delivery) => (
          <DeliveryRow key={delivery.id} projectId={projectId} delivery={delivery} mayWrite={mayWrite} />
        ))}
      </ul>
      <LoadMore pages={log} className="mx-auto my-4" />
    </Sheet>
  );
}

const TONE = { delivered: "success", failed: "danger", pending: "warning" } as const;

function DeliveryRow({ projectId, delivery, mayWrite }: { projectId: string; delivery: Delivery; mayWrite: boolean }) {
  const t = useT();
  const replay = useReplay(projectId);
  const status = delivery.status as keyof typeof TONE;
  return (
    <li className="px-4 py-3">
      <div className="flex flex-wrap items-center gap-2">
        <Badge tone={TONE[status] ?? "neutral"}>{t.dynamic(`webhooks.status_${status}`, status)}</Badge>
        <span className="font-medium text-sm">{eventName(t, delivery.event)}</span>
        {delivery.replay_of && <Badge>{t("webhooks.replayed")}</Badge>}
        <Moment iso={delivery.created_at} className="text-faint text-xs" />
        {mayWrite && delivery.status !== "pending" && (
          <Button size="sm" className="ml-auto" busy={replay.isPending} onClick={() => replay.mutate(delivery.id)}>
            <RotateCw aria-hidden />
            {t("webhooks.replay")}
          </Button>
        )}
      </div>
      <p className="mt-1 text-soft text-xs">
        {t.count("webhooks.attempts", delivery.attempts)}
        {delivery.response_status === null ? "" : ` · HTTP ${delivery.response_status}`}
        {delivery.status === "pending" && delivery.attempts > 0 && (
          <>
            {" · "}
            {t("webhooks.next")} <Moment iso={delivery.next_attempt_at} form="ago" />
          </>
        )}
      </p>
      {delivery.error && <p className="mt-1 text-danger-text text-xs">{delivery.error}</p>}
      <details className="mt-1.5">
        <summary className="cursor-pointer text-accent-text text-xs">{t("webhooks.whatWasSent")}</summary>
        <pre className="mt-1 max-h-80 overflow-auto rounded-md bg-sunken p-2 font-mono text-xs leading-5">
          {indented(delivery.payload)}
        </pre>
        {delivery.response_body && (
          <>
            <p className="mt-2 text-soft text-xs">{t("webhooks.answer")}</p>
            <pre className="mt-1 max-h-40 overflow-auto rounded-md bg-sunken p-2 font-mono text-xs leading-5">
              {delivery.response_body}
            </pre>
          </>
        )}
      </details>
    </li>
  );
}

function indented(payload: string): string {
  try {
    return JSON.stringify(JSON.parse(payload), null, 2);
  } catch {
    return payload;
  }
}
