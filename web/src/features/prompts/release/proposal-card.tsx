/** A proposed move of a label: opened, it shows difference, figures and what reviewers said, and takes the decision. */
import { useQuery } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { useMay } from "@/api/me";
import { usePersonName } from "@/api/people";
import { ErrorState } from "@/components/error-state";
import { Moment } from "@/components/moment";
import { Badge, type Tone } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Skeleton } from "@/components/ui/skeleton";
import { useT } from "@/i18n";
import { cn } from "@/lib/cn";
import { DiffView } from "../compare/diff-view";
import { LabelBadge } from "../label-badge";
import { NumbersOf } from "../numbers-table";
import type { Proposal } from "../queries";
import { type Decision, proposalQuery, useDecide } from "./release-queries";

const TONES: Record<string, Tone> = {
  open: "warning",
  approved: "accent",
  applied: "success",
  refused: "danger",
};

export function ProposalCard({ projectId, proposal }: { projectId: string; proposal: Proposal }) {
  const t = useT();
  const nameOf = usePersonName(projectId);
  const pending = proposal.status === "open" || proposal.status === "approved";
  const [open, setOpen] = useState(pending);
  const { from_version: from, to_version: to } = proposal;
  return (
    <li className="rounded-lg border border-line bg-surface">
      <button
        type="button"
        aria-expanded={open}
        className="flex w-full flex-wrap items-center gap-2 px-4 py-2.5 text-left text-sm"
        onClick={() => setOpen(!open)}
      >
        <ChevronRight className={cn("size-4 text-faint transition-transform", open && "rotate-90")} aria-hidden />
        <LabelBadge label={proposal.label} />
        <span className="tabular font-medium">{from === null ? `v${to}` : `v${from} → v${to}`}</span>
        <Badge tone={TONES[proposal.status] ?? "neutral"}>
          {t.dynamic(`prompts.status_${proposal.status}`, proposal.status)}
        </Badge>
        <span className="ml-auto text-faint text-xs">
          {nameOf(proposal.proposed_by)} · <Moment iso={proposal.created_at} form="ago" />
        </span>
        {proposal.note && <span className="basis-full pl-6 text-soft text-xs">{proposal.note}</span>}
      </button>
      {open && <ProposalBody projectId={projectId} proposal={proposal} pending={pending} />}
    </li>
  );
}

function ProposalBody({ projectId, proposal, pending }: { projectId: string; proposal: Proposal; pending: boolean }) {
  const t = useT();
  const nameOf = usePersonName(projectId);
  const found = useQuery(proposalQuery(projectId, proposal.id));
  if (found.isPending) return <Skeleton className="m-4 h-24" />;
  if (found.isError) return <ErrorState error={found.error} retry={() => found.refetch()} />;
  const { diff, numbers, reviews, approvals_given: given, approvals_needed: needed } = found.data;
  return (
    <div className="border-line border-t px-4 py-3">
      {proposal.apply_at && (
        <p className="mb-3 text-soft text-sm">
          {t("prompts.appliedAt")} <Moment iso={proposal.apply_at} />
        </p>
      )}
      {diff && <DiffView title={t("prompts.content")} lines={diff.prompt} />}
      {diff?.config.some((line) => line.kind !== "equal") && <DiffView title={t("prompts.config")} lines={diff.config} />}
      {numbers.length > 0 && (
        <div className="mb-4">
          <h3 className="mb-1.5 font-medium text-sm">{t("prompts.tab_numbers")}</h3>
          <NumbersOf rows={numbers} projectId={projectId} prompt={{ name: found.data.prompt_name, labels: {} }} />
        </div>
      )}
      <ul className="flex flex-col gap-1 text-sm">
        {reviews.map((review) => (
          <li key={review.reviewer} className="flex flex-wrap items-center gap-2">
            <Badge tone={review.verdict === "approved" ? "success" : "danger"}>
              {t.dynamic(`prompts.status_${review.verdict}`, review.verdict)}
            </Badge>
            {nameOf(review.reviewer)}
            <span className="text-soft">{review.reason}</span>
            <Moment iso={review.created_at} form="ago" className="text-faint text-xs" />
          </li>
        ))}
      </ul>
      {pending && (
        <>
          <p className="tabular mt-3 text-soft text-sm">{t("prompts.approvals", { given, needed })}</p>
          <Decisions projectId={projectId} proposal={proposal} mayApprove={found.data.may_approve} enough={given >= needed} />
        </>
      )}
    </div>
  );
}

interface DecisionsProps {
  projectId: string;
  proposal: Proposal;
  mayApprove: boolean;
  enough: boolean;
}

function Decisions({ projectId, proposal, mayApprove, enough }: DecisionsProps) {
  const t = useT();
  const mayWrite = useMay("prompts:write");
  const decide = useDecide(projectId, proposal.id);
  const [reason, setReason] = useState("");
  const run = (decision: Decision) => decide.mutate({ decision, reason: reason.trim() });
  return (
    <div className="mt-2 flex flex-wrap items-center gap-2">
      {mayApprove && (
        <>
          <Input
            className="max-w-72"
            aria-label={t("prompts.reason")}
            placeholder={t("prompts.reason")}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
          {!enough && (
            <Button variant="primary" disabled={decide.isPending} onClick={() => run("approve")}>
              {t("prompts.approve")}
            </Button>
          )}
          <Button variant="danger" disabled={decide.isPending} onClick={() => run("refuse")}>
            {t("prompts.refuse")}
          </Button>
        </>
      )}
      {mayWrite && enough && (
        <Button variant="primary" disabled={decide.isPending} onClick={() => run("apply")}>
          {t("prompts.apply")}
        </Button>
      )}
      {mayWrite && (
        <Button variant="ghost" disabled={decide.isPending} onClick={() => run("withdraw")}>
          {t("prompts.withdraw")}
        </Button>
      )}
      {!mayApprove && !enough && <p className="basis-full text-faint text-xs">{t("prompts.mayNotApprove")}</p>}
      {decide.isError && (
        <p role="alert" className="basis-full text-danger-text text-sm">
          {decide.error.message}
        </p>
      )}
    </div>
  );
}
