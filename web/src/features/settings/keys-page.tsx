/** API keys of the project: make one (its secret is shown once), see when each was last used, revoke. */
import { useQuery } from "@tanstack/react-query";
import { KeyRound, Plus } from "lucide-react";
import { useState } from "react";
import { keysQuery } from "@/api/keys";
import { useMay, useProject } from "@/api/me";
import { EmptyState } from "@/components/empty-state";
import { ErrorState } from "@/components/error-state";
import { Moment } from "@/components/moment";
import { Section } from "@/components/section";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Skeleton } from "@/components/ui/skeleton";
import { toast } from "@/components/ui/toast";
import { useT } from "@/i18n";
import { NewKeyDialog } from "./new-key-dialog";
import { type ApiKey, useRevokeKey } from "./queries";

export function KeysPage() {
  const t = useT();
  const project = useProject();
  const mayWrite = useMay("keys:write");
  const keys = useQuery(keysQuery(project.id));
  const [creating, setCreating] = useState(false);
  const create = mayWrite && (
    <Button variant="primary" onClick={() => setCreating(true)}>
      <Plus aria-hidden />
      {t("settings.newKey")}
    </Button>
  );
  return (
    <Section title={t("settings.keys")} description={t("settings.keysWhy")} actions={create}>
      {keys.isError && <ErrorState error={keys.error} retry={() => keys.refetch()} />}
      {keys.isPending && <Skeleton className="h-24 w-full" />}
      {keys.data && keys.data.data.length === 0 && (
        <EmptyState icon={KeyRound} title={t("settings.noKeys")} action={create}>
          {t("settings.noKeysWhy")}
        </EmptyState>
      )}
      {keys.data && keys.data.data.length > 0 && (
        <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
          {keys.data.data.map((key) => (
            <KeyRow key={key.id} apiKey={key} mayRevoke={mayWrite} />
          ))}
        </ul>
      )}
      {creating && <NewKeyDialog projectId={project.id} onClose={() => setCreating(false)} />}
    </Section>
  );
}

function KeyRow({ apiKey, mayRevoke }: { apiKey: ApiKey; mayRevoke: boolean }) {
  const t = useT();
  const project = useProject();
  const revoke = useRevokeKey(project.id);
  const [asking, setAsking] = useState(false);
  const expired = apiKey.expires_at !== null && Date.parse(apiKey.expires_at) < Date.now();
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3">
      <div className="min-w-0 flex-1 basis-64">
        <p className="flex flex-wrap items-center gap-2">
          <span className="truncate font-medium">{apiKey.note || t("settings.keyUnnamed")}</span>
          <Badge tone={apiKey.scope === "full" ? "neutral" : "accent"}>{t(`settings.scope_${apiKey.scope}`)}</Badge>
          {expired && <Badge tone="danger">{t("settings.keyExpired")}</Badge>}
        </p>
        <p className="mt-0.5 truncate font-mono text-faint text-xs">
          {apiKey.public_key} · {apiKey.secret_display}
        </p>
      </div>
      <dl className="flex gap-4 text-xs">
        <div className="w-28">
          <dt className="text-faint">{t("settings.keyLastUsed")}</dt>
          <dd>{apiKey.last_used_at ? <Moment iso={apiKey.last_used_at} form="ago" /> : t("answers.never")}</dd>
        </div>
        <div className="w-28">
          <dt className="text-faint">{t("settings.keyExpires")}</dt>
          <dd>{apiKey.expires_at ? <Moment iso={apiKey.expires_at} form="ago" /> : t("answers.never")}</dd>
        </div>
      </dl>
      {mayRevoke && (
        <Button
          size="sm"
          variant="danger"
          onClick={() => setAsking(true)}
          aria-label={`${t("settings.revoke")} ${apiKey.public_key}`}
        >
          {t("settings.revoke")}
        </Button>
      )}
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title={t("settings.revokeAsk")}
        description={t("settings.revokeWhy", { key: apiKey.public_key })}
        action={t("settings.revoke")}
        busy={revoke.isPending}
        onConfirm={() =>
          revoke.mutate(apiKey.id, {
            onSuccess: () => {
              setAsking(false);
              toast.success(t("settings.revoked"));
            },
          })
        }
      />
    </li>
  );
}
