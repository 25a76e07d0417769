/** The identity providers that sign in to the own account: linking one, and taking one away. */
import { useQuery } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { useState } from "react";
import type { components } from "@/api/schema.gen";
import { signInStateQuery } from "@/api/sign-in-state";
import { Moment } from "@/components/moment";
import { Section } from "@/components/section";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { useT } from "@/i18n";
import "@/i18n/late/sso";
import { EntryProblem } from "./provider-buttons";
import { useLinkProvider, useUnlinkProvider, waysInQuery } from "./queries";

type Identity = components["schemas"]["Identity"];

export function LinkedProviders({ problem, provider }: { problem?: string; provider?: string }) {
  const t = useT();
  const providers = useQuery(signInStateQuery).data?.providers ?? [];
  const identities = useQuery(waysInQuery).data?.identities ?? [];
  const link = useLinkProvider();
  const [leaving, setLeaving] = useState<Identity | null>(null);
  const unlink = useUnlinkProvider();
  const open = providers.filter((one) => !identities.some((identity) => identity.provider === one.name));
  if (providers.length + identities.length === 0) return null;
  return (
    <Section title={t("sso.providers")} description={t("sso.providersWhy")}>
      <EntryProblem problem={problem} provider={provider} providers={providers} />
      {identities.length > 0 && (
        <ul className="mb-3 divide-y divide-line rounded-lg border border-line bg-surface">
          {identities.map((identity) => (
            <li key={identity.id} className="flex items-center gap-3 px-3 py-2.5">
              <KeyRound className="size-4 shrink-0 text-faint" aria-hidden />
              <div className="min-w-0 flex-1">
                <p className="truncate text-sm">{identity.label}</p>
                <p className="truncate text-faint text-xs">
                  {identity.email && `${identity.email} · `}
                  <Moment iso={identity.last_used_at} form="ago" />
                </p>
              </div>
              <Button size="sm" onClick={() => setLeaving(identity)}>
                {t("sso.unlink")}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <div className="flex flex-wrap gap-2">
        {open.map(({ name, label }) => (
          <Button key={name} busy={link.isPending && link.variables === name} onClick={() => link.mutate(name)}>
            {t("sso.link", { provider: label })}
          </Button>
        ))}
      </div>
      <Confirm
        open={leaving !== null}
        onOpenChange={() => setLeaving(null)}
        title={t("sso.unlinkTitle", { provider: leaving?.label ?? "" })}
        description={t("sso.unlinkWhy")}
        action={t("sso.unlink")}
        busy={unlink.isPending}
        onConfirm={() => leaving && unlink.mutate(leaving.id, { onSettled: () => setLeaving(null) })}
      />
    </Section>
  );
}
