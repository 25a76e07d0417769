/** One webhook in the list: where it sends what, whether it is on, and what can be done with it. */
import { useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Switch } from "@/components/ui/switch";
import { toast } from "@/components/ui/toast";
import { useT } from "@/i18n";
import { DeliveryLog } from "./delivery-log";
import { eventName } from "./event-name";
import {
  bodyOf,
  useDeleteWebhook,
  useReplaceSecret,
  useSaveWebhook,
  useTestWebhook,
  type Webhook,
  type WebhookEvent,
} from "./queries";
import { WebhookDialog } from "./webhook-dialog";

interface WebhookRowProps {
  projectId: string;
  webhook: Webhook;
  events: WebhookEvent[];
  mayWrite: boolean;
  onSecret: (secret: string) => void;
}

export function WebhookRow({ projectId, webhook, events, mayWrite, onSecret }: WebhookRowProps) {
  const t = useT();
  const save = useSaveWebhook(projectId);
  const [open, setOpen] = useState<"edit" | "log" | null>(null);
  const wanted = webhook.events.length === 0 ? [t("webhooks.allEvents")] : webhook.events.map((one) => eventName(t, one));
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0 flex-1 basis-64">
        <p className="flex flex-wrap items-center gap-2">
          <span className="truncate font-medium">{webhook.name}</span>
          <Badge>{webhook.action === "slack" ? "Slack" : t(`webhooks.${webhook.action}`)}</Badge>
          {!webhook.enabled && <Badge tone={webhook.disabled_because ? "danger" : "neutral"}>{t("webhooks.off")}</Badge>}
        </p>
        <p className="mt-0.5 truncate font-mono text-faint text-xs">{webhook.display_url}</p>
        <p className="mt-1 text-soft text-xs">
          {webhook.action === "callout" ? t("webhooks.calloutWhen") : wanted.join(", ")}
          {webhook.prompt_filter ? ` · ${webhook.prompt_filter}` : ""}
        </p>
        {webhook.disabled_because && (
          <p role="alert" className="mt-1.5 rounded-md bg-danger-soft px-2.5 py-1.5 text-danger-text text-xs">
            {t("webhooks.disabled", { reason: webhook.disabled_because })}
          </p>
        )}
      </div>
      <div className="flex flex-wrap items-center gap-2">
        {mayWrite && (
          <Switch
            aria-label={t("webhooks.switch", { name: webhook.name })}
            checked={webhook.enabled}
            disabled={save.isPending}
            onCheckedChange={(enabled) =>
              save.mutate(
                { id: webhook.id, body: { ...bodyOf(webhook), enabled } },
                { onError: (error) => toast.error(error.message) },
              )
            }
          />
        )}
        <Button size="sm" onClick={() => setOpen("log")} aria-label={`${t("webhooks.log")} ${webhook.name}`}>
          {t("webhooks.log")}
        </Button>
        {mayWrite && (
          <RowActions
            projectId={projectId}
            webhook={webhook}
            onEdit={() => setOpen("edit")}
            onTested={() => setOpen("log")}
            onSecret={onSecret}
          />
        )}
      </div>
      {open === "edit" && (
        <WebhookDialog
          projectId={projectId}
          webhook={webhook}
          events={events}
          onClose={() => setOpen(null)}
          onSecret={onSecret}
        />
      )}
      {open === "log" && (
        <DeliveryLog projectId={projectId} webhook={webhook} mayWrite={mayWrite} onClose={() => setOpen(null)} />
      )}
    </li>
  );
}

interface RowActionsProps {
  projectId: string;
  webhook: Webhook;
  onEdit: () => void;
  onTested: () => void;
  onSecret: (secret: string) => void;
}

function RowActions({ projectId, webhook, onEdit, onTested, onSecret }: RowActionsProps) {
  const t = useT();
  const test = useTestWebhook(projectId);
  const replace = useReplaceSecret(projectId);
  const remove = useDeleteWebhook(projectId);
  const [asked, setAsked] = useState<"secret" | "delete" | null>(null);
  const close = () => setAsked(null);
  return (
    <>
      <Button size="sm" busy={test.isPending} onClick={() => test.mutate(webhook.id, { onSuccess: onTested })}>
        {t("webhooks.test")}
      </Button>
      <Button size="sm" onClick={onEdit} aria-label={`${t("actions.edit")} ${webhook.name}`}>
        {t("actions.edit")}
      </Button>
      {webhook.action !== "slack" && (
        <Button size="sm" onClick={() => setAsked("secret")}>
          {t("webhooks.newSecret")}
        </Button>
      )}
      <Button size="sm" variant="danger" onClick={() => setAsked("delete")} aria-label={`${t("actions.delete")} ${webhook.name}`}>
        {t("actions.delete")}
      </Button>
      <Confirm
        open={asked === "secret"}
        onOpenChange={(open) => !open && close()}
        title={t("webhooks.newSecretAsk")}
        description={t("webhooks.newSecretWhy")}
        action={t("webhooks.newSecret")}
        busy={replace.isPending}
        onConfirm={() =>
          replace.mutate(webhook.id, {
            onSuccess: ({ secret }) => secret && onSecret(secret),
            onSettled: close,
          })
        }
      />
      <Confirm
        open={asked === "delete"}
        onOpenChange={(open) => !open && close()}
        title={t("webhooks.deleteAsk", { name: webhook.name })}
        description={t("webhooks.deleteWhy")}
        action={t("actions.delete")}
        busy={remove.isPending}
        onConfirm={() => remove.mutate(webhook.id, { onSettled: close })}
      />
    </>
  );
}
