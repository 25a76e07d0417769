/** Models by name, with their prices per million units and when they were last used. */
import { useQuery } from "@tanstack/react-query";
import { SearchX } from "lucide-react";
import { useState } from "react";
import { EmptyState } from "@/components/empty-state";
import { ErrorState } from "@/components/error-state";
import { Moment } from "@/components/moment";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Input } from "@/components/ui/input";
import { Segmented } from "@/components/ui/segmented";
import { Skeleton } from "@/components/ui/skeleton";
import { toast } from "@/components/ui/toast";
import { useT } from "@/i18n";
import { cn } from "@/lib/cn";
import { currentPrices, currentVersion } from "../prices";
import { type Model, modelsQuery, type Origin, useCopyModel, useDeleteModel, useSwitchModel } from "../queries";
import { ModelDialog } from "./model-dialog";
import { ModelPrices, PriceList } from "./model-prices";

const FILTERS = ["all", "used", "project", "builtin"] as const;
type Filter = (typeof FILTERS)[number];

interface ModelListProps {
  projectId: string;
  search: string;
  onSearch: (search: string) => void;
  mayWrite: boolean;
}

export function ModelList({ projectId, search, onSearch, mayWrite }: ModelListProps) {
  const t = useT();
  const [filter, setFilter] = useState<Filter>("all");
  const origin: Origin = filter === "used" ? "all" : filter;
  const models = useQuery(modelsQuery(projectId, search, origin, filter === "used"));
  const labels = { all: t("costs.allModels"), used: t("costs.usedOnly"), project: t("costs.own"), builtin: t("costs.builtin") };
  return (
    <>
      <div className="mb-3 flex flex-wrap gap-2">
        <Input
          type="search"
          className="max-w-72"
          aria-label={t("costs.searchModels")}
          placeholder={t("costs.searchModels")}
          value={search}
          onChange={(event) => onSearch(event.target.value)}
        />
        <Segmented
          aria-label={t("costs.maintainer")}
          value={filter}
          onValueChange={setFilter}
          options={FILTERS.map((value) => ({ value, label: labels[value] }))}
        />
      </div>
      {models.isError && <ErrorState error={models.error} retry={() => models.refetch()} />}
      {models.isPending && <Skeleton className="h-64 w-full" />}
      {models.data?.data.length === 0 && <EmptyState icon={SearchX} title={t("costs.noModels")} />}
      {models.data && models.data.data.length > 0 && (
        <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
          {models.data.data.map((model) => (
            <ModelRow key={model.id} projectId={projectId} model={model} mayWrite={mayWrite} />
          ))}
        </ul>
      )}
    </>
  );
}

function ModelRow({ projectId, model, mayWrite }: { projectId: string; model: Model; mayWrite: boolean }) {
  const t = useT();
  const own = model.origin === "project";
  const [open, setOpen] = useState(false);
  const version = currentVersion(model);
  const hidden = model.versions.length - 1 + (version ? version.tiers.length - 1 : 0);
  return (
    <li className={cn("flex flex-wrap items-start gap-x-4 gap-y-2 px-4 py-3", model.switched_off && "opacity-60")}>
      <div className="min-w-0 flex-1 basis-72">
        <p className="flex flex-wrap items-center gap-2">
          <span className="truncate font-medium">{model.name}</span>
          <Badge tone={own ? "accent" : "neutral"}>{own ? t("costs.own") : model.provider}</Badge>
          {model.switched_off && <Badge tone="warning">{t("costs.switchedOff")}</Badge>}
        </p>
        <p className="mt-0.5 truncate font-mono text-faint text-xs" title={model.match_pattern}>
          {model.match_pattern}
        </p>
      </div>
      <PriceList
        prices={currentPrices(model)}
        units={version?.units}
        currency={version?.currency}
        fee={version?.tiers.find((tier) => tier.is_default)?.request_fee}
      />
      <div className="basis-28 text-xs">
        <span className="block text-faint">{t("costs.lastUsed")}</span>
        {model.last_used_at ? <Moment iso={model.last_used_at} form="ago" /> : t("answers.never")}
      </div>
      {mayWrite &&
        (own ? <OwnActions projectId={projectId} model={model} /> : <BuiltinActions projectId={projectId} model={model} />)}
      {hidden > 0 && (
        <button
          type="button"
          aria-expanded={open}
          className="basis-full rounded-sm text-left text-accent-text text-xs hover:underline"
          onClick={() => setOpen(!open)}
        >
          {open
            ? t("costs.hidePrices")
            : t("costs.showPrices", { periods: model.versions.length, tiers: version?.tiers.length ?? 0 })}
        </button>
      )}
      {open && <ModelPrices model={model} />}
    </li>
  );
}

function OwnActions({ projectId, model }: { projectId: string; model: Model }) {
  const t = useT();
  const remove = useDeleteModel(projectId);
  const [editing, setEditing] = useState(false);
  const [asking, setAsking] = useState(false);
  return (
    <div className="flex gap-2">
      <Button size="sm" onClick={() => setEditing(true)} aria-label={`${t("costs.editModel")} ${model.name}`}>
        {t("costs.editModel")}
      </Button>
      <Button size="sm" variant="danger" onClick={() => setAsking(true)} aria-label={`${t("costs.deleteModel")} ${model.name}`}>
        {t("costs.deleteModel")}
      </Button>
      {editing && <ModelDialog projectId={projectId} model={model} onClose={() => setEditing(false)} />}
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title={t("costs.deleteModelAsk", { name: model.name })}
        description={t("costs.deleteModelWhy")}
        action={t("costs.deleteModel")}
        busy={remove.isPending}
        onConfirm={() => remove.mutate(model.id, { onSuccess: () => setAsking(false) })}
      />
    </div>
  );
}

function BuiltinActions({ projectId, model }: { projectId: string; model: Model }) {
  const t = useT();
  const copy = useCopyModel(projectId);
  const turn = useSwitchModel(projectId);
  return (
    <div className="flex gap-2">
      <Button
        size="sm"
        busy={copy.isPending}
        aria-label={`${t("costs.copy")}: ${model.name}`}
        onClick={() => copy.mutate(model.id, { onSuccess: () => toast.success(t("costs.copied")) })}
      >
        {t("costs.copy")}
      </Button>
      <Button
        size="sm"
        variant="ghost"
        busy={turn.isPending}
        aria-label={`${model.switched_off ? t("costs.switchOn") : t("costs.switchOff")}: ${model.name}`}
        onClick={() => turn.mutate({ id: model.id, off: !model.switched_off })}
      >
        {model.switched_off ? t("costs.switchOn") : t("costs.switchOff")}
      </Button>
    </div>
  );
}
