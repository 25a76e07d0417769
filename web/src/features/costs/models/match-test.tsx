/** Which price would a model name get now, and why. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { components } from "@/api/schema.gen";
import { ErrorState } from "@/components/error-state";
import { Badge } from "@/components/ui/badge";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { useT } from "@/i18n";
import { matchQuery } from "../queries";
import { TierList } from "./model-prices";

interface MatchTestProps {
  projectId: string;
  /** Of the model, as an application would send it. */
  name: string;
  onName: (name: string) => void;
}

export function MatchTest({ projectId, name, onName }: MatchTestProps) {
  const t = useT();
  const [provider, setProvider] = useState("");
  const [at, setAt] = useState("");
  const match = useQuery(matchQuery(projectId, name.trim(), provider.trim(), at));
  const found = name.trim() ? match.data : undefined;
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap gap-3">
        <Field label={t("costs.matchName")} hint={t("costs.matchTestWhy")} className="w-80">
          {(control) => (
            <Input
              {...control}
              placeholder="claude-sonnet-4-5@20250929"
              value={name}
              onChange={(event) => onName(event.target.value)}
            />
          )}
        </Field>
        <Field label={t("costs.matchProvider")} className="w-48">
          {(control) => (
            <Input {...control} placeholder="anthropic" value={provider} onChange={(event) => setProvider(event.target.value)} />
          )}
        </Field>
        <Field label={t("costs.matchAt")} className="w-40">
          {(control) => <Input {...control} type="date" value={at} onChange={(event) => setAt(event.target.value)} />}
        </Field>
      </div>
      {match.isError && <ErrorState error={match.error} retry={() => match.refetch()} />}
      {found && (
        <section aria-live="polite" className="rounded-lg border border-line bg-surface p-4">
          {found.model && (
            <p className="mb-3 flex flex-wrap items-center gap-2">
              <span className="font-semibold">{found.model.name}</span>
              <Badge tone={found.model.origin === "project" ? "accent" : "neutral"}>
                {found.model.origin === "project" ? t("costs.own") : found.model.provider}
              </Badge>
              <span className="text-faint text-xs">
                {found.valid_from?.slice(0, 10) ?? t("costs.openEnd")} – {found.valid_to?.slice(0, 10) ?? t("costs.openEnd")}
              </span>
            </p>
          )}
          {found.reason && <p className="text-sm text-soft">{found.reason}</p>}
          <TierList tiers={found.tiers} units={unitsOf(found)} currency={found.currency} />
          {found.also_matching.length > 0 && (
            <p className="mt-3 text-faint text-xs">{t("costs.alsoMatching", { models: found.also_matching.join(", ") })}</p>
          )}
        </section>
      )}
    </div>
  );
}

const unitsOf = ({ model, version_id }: components["schemas"]["MatchedModel"]) =>
  model?.versions.find((version) => version.id === version_id)?.units;
