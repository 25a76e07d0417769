/** Webhooks and Slack messages on what happens to prompts. */
import { useQuery } from "@tanstack/react-query";
import { Plus, Webhook as WebhookIcon } from "lucide-react";
import { useState } from "react";
import { useMay, useProject } from "@/api/me";
import { EmptyState } from "@/components/empty-state";
import { ErrorState } from "@/components/error-state";
import { SecretText } from "@/components/secret-text";
import { Section } from "@/components/section";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Skeleton } from "@/components/ui/skeleton";
import { useT } from "@/i18n";
import { webhooksQuery } from "./queries";
import { WebhookDialog } from "./webhook-dialog";
import { WebhookRow } from "./webhook-row";

export function WebhooksPage() {
  const t = useT();
  const project = useProject();
  const mayWrite = useMay("automations:write");
  const webhooks = useQuery(webhooksQuery(project.id));
  const [creating, setCreating] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const create = mayWrite && (
    <Button variant="primary" onClick={() => setCreating(true)}>
      <Plus aria-hidden />
      {t("webhooks.new")}
    </Button>
  );
  const found = webhooks.data;
  return (
    <Section title={t("webhooks.webhooks")} description={t("webhooks.why")} actions={create}>
      {webhooks.isError && <ErrorState error={webhooks.error} retry={() => webhooks.refetch()} />}
      {webhooks.isPending && <Skeleton className="h-24 w-full" />}
      {found?.data.length === 0 && (
        <EmptyState icon={WebhookIcon} title={t("webhooks.none")} action={create}>
          {t("webhooks.noneWhy")}
        </EmptyState>
      )}
      {found && found.data.length > 0 && (
        <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
          {found.data.map((webhook) => (
            <WebhookRow
              key={webhook.id}
              projectId={project.id}
              webhook={webhook}
              events={found.events}
              mayWrite={mayWrite}
              onSecret={setSecret}
            />
          ))}
        </ul>
      )}
      {creating && (
        <WebhookDialog
          projectId={project.id}
          webhook={null}
          events={found?.events ?? []}
          onClose={() => setCreating(false)}
          onSecret={setSecret}
        />
      )}
      {secret && <ShownSecret secret={secret} onClose={() => setSecret(null)} />}
    </Section>
  );
}

function ShownSecret({ secret, onClose }: { secret: string; onClose: () => void }) {
  const t = useT();
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("webhooks.secret")}
      description={t("webhooks.secretOnce")}
      footer={
        <Button variant="primary" onClick={onClose}>
          {t("actions.done")}
        </Button>
      }
    >
      <SecretText label={t("webhooks.secret")} text={secret} />
      <p className="mt-3 text-soft text-xs">{t("webhooks.signature")}</p>
    </Dialog>
  );
}
