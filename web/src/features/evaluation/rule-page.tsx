/** One rule: its form, its executions, its back-fills. */
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useMay, useProject } from "@/api/me";
import { ErrorState } from "@/components/error-state";
import { Page } from "@/components/page";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Skeleton } from "@/components/ui/skeleton";
import { Switch } from "@/components/ui/switch";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "@/components/ui/tabs";
import { toast } from "@/components/ui/toast";
import { useT } from "@/i18n";
import { ExecutionLog, type LogSearch } from "./executions/execution-log";
import { PausedBadge } from "./marks";
import type { Rule } from "./queries";
import { BackfillDialog, Backfills } from "./rules/backfills";
import { RuleForm } from "./rules/rule-form";
import { ruleQuery, useDeleteRule, useSwitchRule } from "./rules/rule-queries";
import { RULE_TABS, type RuleTab } from "./tabs";
import { WhyNotForm } from "./why-not/why-not-form";

export interface RuleSearch extends LogSearch {
  tab?: RuleTab;
  /** What is asked about under “why not?”. */
  trace?: string;
  step?: string;
  session?: string;
}

interface RulePageProps {
  ruleId: string;
  search: RuleSearch;
  onSearch: (change: RuleSearch) => void;
  back: ReactNode;
  onGone: () => void;
}

export function RulePage({ ruleId, search, onSearch, back, onGone }: RulePageProps) {
  const t = useT();
  const project = useProject();
  const mayWrite = useMay("evaluators:write");
  const found = useQuery(ruleQuery(project.id, ruleId));
  if (found.isError) return <ErrorState error={found.error} retry={() => found.refetch()} />;
  if (found.isPending) return <Skeleton className="m-4 h-64" />;
  const rule = found.data;
  const tab = search.tab ?? "executions";
  const paused = rule.evaluators.filter((one) => one.paused_reason);
  return (
    <Page
      title={rule.name}
      before={back}
      actions={
        mayWrite && (
          <Actions projectId={project.id} rule={rule} onGone={onGone} onBackfill={() => onSearch({ tab: "backfills" })} />
        )
      }
    >
      <Tabs value={tab} onValueChange={(next) => onSearch({ tab: next as RuleTab })} className="flex min-h-0 flex-1 flex-col">
        <TabsList className="overflow-x-auto px-4">
          {RULE_TABS.map((name) => (
            <TabsTrigger key={name} value={name} className="whitespace-nowrap">
              {t(`evaluation.${name}`)}
            </TabsTrigger>
          ))}
        </TabsList>
        <TabsContent value={tab} className="flex min-h-0 flex-1 flex-col">
          {paused.length > 0 && (
            <p className="flex flex-wrap items-center gap-2 border-line border-b bg-warning-soft px-4 py-2 text-sm text-warning-text">
              {paused.map((one) => (
                <span key={one.evaluator_id} className="flex items-center gap-1.5">
                  {one.name} <PausedBadge reason={one.paused_reason} message={one.paused_message} />
                </span>
              ))}
            </p>
          )}
          {tab === "executions" && <ExecutionLog projectId={project.id} of={{ ruleId }} search={search} onSearch={onSearch} />}
          {tab === "rule" && (
            <div className="min-h-0 flex-1 overflow-y-auto px-4 py-4">
              <div className="mx-auto max-w-3xl">
                <RuleForm
                  key={rule.updated_at}
                  projectId={project.id}
                  rule={rule}
                  mayWrite={mayWrite}
                  onSaved={() => toast.success(t("states.saved"))}
                />
              </div>
            </div>
          )}
          {tab === "whyNot" && (
            <WhyNotForm
              projectId={project.id}
              rule={rule}
              asked={{ traceId: search.trace, observationId: search.step, sessionId: search.session }}
              onAsk={({ traceId, observationId, sessionId }) =>
                onSearch({ trace: traceId, step: observationId, session: sessionId })
              }
            />
          )}
          {tab === "backfills" && <Backfills projectId={project.id} ruleId={ruleId} />}
        </TabsContent>
      </Tabs>
    </Page>
  );
}

interface ActionsProps {
  projectId: string;
  rule: Rule;
  onGone: () => void;
  onBackfill: () => void;
}

function Actions({ projectId, rule, onGone, onBackfill }: ActionsProps) {
  const t = useT();
  const change = useSwitchRule(projectId);
  const remove = useDeleteRule(projectId, rule.id);
  const [open, setOpen] = useState<"backfill" | "delete" | null>(null);
  return (
    <>
      {/* biome-ignore lint/a11y/noLabelWithoutControl: the switch inside is a button of Radix */}
      <label className="flex items-center gap-2 text-soft text-sm">
        <Switch checked={rule.enabled} onCheckedChange={(enabled) => change.mutate({ id: rule.id, enabled })} />
        {t("evaluation.switchedOn")}
      </label>
      <Button onClick={() => setOpen("backfill")}>{t("evaluation.backfill")}</Button>
      <Button variant="danger" onClick={() => setOpen("delete")}>
        {t("actions.delete")}
      </Button>
      {open === "backfill" && (
        <BackfillDialog projectId={projectId} rule={rule} onClose={() => setOpen(null)} onBegun={onBackfill} />
      )}
      <Confirm
        open={open === "delete"}
        onOpenChange={(asked) => !asked && setOpen(null)}
        title={t("evaluation.deleteRule", { name: rule.name })}
        description={t("evaluation.deleteRuleWhy")}
        action={t("actions.delete")}
        busy={remove.isPending}
        onConfirm={() => remove.mutate(undefined, { onSuccess: onGone })}
      />
    </>
  );
}
