/** How labels of a prompt are released: which ask for review, what is proposed, and the way back. */
import { useQuery } from "@tanstack/react-query";
import { GitPullRequestArrow, Undo2 } from "lucide-react";
import { useState } from "react";
import { useMay } from "@/api/me";
import { EmptyState } from "@/components/empty-state";
import { ErrorState } from "@/components/error-state";
import { Section } from "@/components/section";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Select } from "@/components/ui/select";
import { Skeleton } from "@/components/ui/skeleton";
import { toast } from "@/components/ui/toast";
import { useT } from "@/i18n";
import { LabelBadge } from "../label-badge";
import type { PromptDetail } from "../queries";
import { Approvers } from "./approvers";
import { ProposalCard } from "./proposal-card";
import { ProposeDialog } from "./propose-dialog";
import { proposalsQuery, useRollBack, useSetRule } from "./release-queries";

const FREE = "free";
const RULES = [FREE, "0", "1", "2", "3"];

interface ReleasePanelProps {
  projectId: string;
  prompt: PromptDetail;
  version: number;
}

export function ReleasePanel(props: ReleasePanelProps) {
  const t = useT();
  const labels = [
    ...new Set(["production", ...Object.keys(props.prompt.labels), ...props.prompt.rules.map((rule) => rule.label)]),
  ]
    .filter((label) => label !== "latest")
    .sort();
  return (
    <div className="max-w-4xl">
      <Section title={t("prompts.labels")} description={t("prompts.rulesWhy")}>
        <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
          {labels.map((label) => (
            <LabelLine key={label} {...props} label={label} />
          ))}
        </ul>
      </Section>
      <Proposals projectId={props.projectId} promptId={props.prompt.id} />
    </div>
  );
}

function LabelLine({ projectId, prompt, version, label }: ReleasePanelProps & { label: string }) {
  const t = useT();
  const mayWrite = useMay("prompts:write");
  const [proposing, setProposing] = useState(false);
  const at = prompt.labels[label];
  const rule = prompt.rules.find((one) => one.label === label);
  const asksReview = rule !== undefined && rule.approvals > 0;
  const testing = label in prompt.running_tests;
  return (
    <li className="flex flex-wrap items-center gap-2 px-4 py-2.5">
      <span className="flex min-w-32 flex-1 items-center gap-2">
        <LabelBadge label={label} version={at} testing={testing} />
        {at === undefined && <span className="text-faint text-xs">{t("prompts.pointsNowhere")}</span>}
      </span>
      <RuleSelect projectId={projectId} label={label} approvals={rule?.approvals ?? null} approvers={rule?.approvers ?? []} />
      {rule && <Approvers projectId={projectId} rule={rule} />}
      {mayWrite && asksReview && at !== version && !testing && (
        <Button size="sm" onClick={() => setProposing(true)}>
          <GitPullRequestArrow aria-hidden />
          {t("prompts.proposeVersion", { version })}
        </Button>
      )}
      {mayWrite && at !== undefined && !testing && <RollBack projectId={projectId} promptId={prompt.id} label={label} />}
      {proposing && (
        <ProposeDialog
          projectId={projectId}
          promptId={prompt.id}
          label={label}
          version={version}
          onClose={() => setProposing(false)}
        />
      )}
    </li>
  );
}

interface RuleSelectProps {
  projectId: string;
  label: string;
  approvals: number | null;
  approvers: string[];
}

function RuleSelect({ projectId, label, approvals, approvers }: RuleSelectProps) {
  const t = useT();
  const mayRule = useMay("prompt_rules:write");
  const set = useSetRule(projectId);
  const value = approvals === null ? FREE : String(approvals);
  const words = (one: string) => {
    if (one === FREE) return t("prompts.ruleFree");
    return one === "0" ? t("prompts.ruleProtected") : t.count("prompts.ruleApprovals", Number(one));
  };
  const choices = RULES.includes(value) ? RULES : [...RULES, value];
  return (
    <Select
      aria-label={t("prompts.ruleOf", { label })}
      className="w-52 max-sm:w-full"
      disabled={!mayRule || set.isPending}
      value={value}
      onValueChange={(chosen) => set.mutate({ label, approvals: chosen === FREE ? null : Number(chosen), approvers })}
      options={choices.map((one) => ({ value: one, label: words(one) }))}
    />
  );
}

function RollBack({ projectId, promptId, label }: { projectId: string; promptId: string; label: string }) {
  const t = useT();
  const back = useRollBack(projectId, promptId);
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button size="sm" variant="ghost" onClick={() => setAsking(true)} aria-label={`${t("prompts.rollBack")}: ${label}`}>
        <Undo2 aria-hidden />
        {t("prompts.rollBack")}
      </Button>
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title={t("prompts.rollBackAsk", { label })}
        description={t("prompts.rollBackWhy")}
        action={t("prompts.rollBack")}
        busy={back.isPending}
        onConfirm={() =>
          back.mutate(label, {
            onSuccess: ({ version }) => toast.success(t("prompts.labelMoved", { label, version })),
            onSettled: () => setAsking(false),
          })
        }
      />
    </>
  );
}

function Proposals({ projectId, promptId }: { projectId: string; promptId: string }) {
  const t = useT();
  const proposals = useQuery(proposalsQuery(projectId, promptId));
  return (
    <Section title={t("prompts.proposals")} description={t("prompts.proposalsWhy")}>
      {proposals.isPending && <Skeleton className="h-24 w-full" />}
      {proposals.isError && <ErrorState error={proposals.error} retry={() => proposals.refetch()} />}
      {proposals.data?.data.length === 0 && <EmptyState icon={GitPullRequestArrow} title={t("prompts.noProposals")} />}
      <ul className="flex flex-col gap-2">
        {proposals.data?.data.map((proposal) => (
          <ProposalCard key={proposal.id} projectId={projectId} proposal={proposal} />
        ))}
      </ul>
    </Section>
  );
}
