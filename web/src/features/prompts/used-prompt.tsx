/** A version of a prompt that something used, with its labels, and a button that moves `production` to it. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Rocket } from "lucide-react";
import { useState } from "react";
import { useMay } from "@/api/me";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { toast } from "@/components/ui/toast";
import { useT } from "@/i18n";
import "@/i18n/late/prompts";
import { LabelBadge } from "./label-badge";
import { type PromptDetail, promptQuery, useSetLabels } from "./queries";
import { ProposeDialog } from "./release/propose-dialog";

const PROMOTED = "production";

interface UsedPromptProps {
  projectId: string;
  /** Null when the prompt is gone. */
  promptId: string | null;
  name: string;
  version: number;
}

export function UsedPrompt({ projectId, promptId, name, version }: UsedPromptProps) {
  const t = useT();
  const mayWrite = useMay("prompts:write");
  const found = useQuery({ ...promptQuery(projectId, promptId ?? ""), enabled: promptId !== null });
  const own = found.data?.versions.find((one) => one.version === version);
  const words = `${name} v${version}`;
  return (
    <span className="inline-flex flex-wrap items-center gap-1.5 text-sm">
      {promptId === null ? (
        <span className="text-soft">{words}</span>
      ) : (
        <Link
          to="/projects/$projectId/prompts/$promptId"
          params={{ projectId, promptId }}
          search={{ version }}
          className="text-accent-text hover:underline"
        >
          {words}
        </Link>
      )}
      {own?.labels.map((label) => (
        <LabelBadge key={label} label={label} testing={label in (found.data?.running_tests ?? {})} />
      ))}
      {found.data && own && mayWrite && !own.labels.includes(PROMOTED) && (
        <Promote projectId={projectId} prompt={found.data} version={version} labels={own.labels} />
      )}
      {found.data && !own && <span className="text-faint text-xs">{t("prompts.versionGone")}</span>}
    </span>
  );
}

interface PromoteProps {
  projectId: string;
  prompt: PromptDetail;
  version: number;
  labels: string[];
}

/** Moves the label after asking; where the label is under review, asks the reviewers instead. */
function Promote({ projectId, prompt, version, labels }: PromoteProps) {
  const t = useT();
  const set = useSetLabels(projectId, prompt.id);
  const [open, setOpen] = useState(false);
  const isReviewed = prompt.rules.some((rule) => rule.label === PROMOTED && rule.approvals > 0);
  const isTested = PROMOTED in prompt.running_tests;
  const before = prompt.labels[PROMOTED];
  const move = () =>
    set.mutate(
      { version, labels: [...labels, PROMOTED] },
      {
        onSuccess: () => {
          toast.success(t("prompts.labelMoved", { label: PROMOTED, version }));
          setOpen(false);
        },
      },
    );
  return (
    <>
      <Button
        size="sm"
        disabled={isTested}
        title={isTested ? t("prompts.testRunning") : undefined}
        aria-label={`${t("prompts.promote", { version })}: ${prompt.name}`}
        onClick={() => setOpen(true)}
      >
        <Rocket aria-hidden />
        {t("prompts.promote", { version })}
      </Button>
      {open && isReviewed && (
        <ProposeDialog
          projectId={projectId}
          promptId={prompt.id}
          label={PROMOTED}
          version={version}
          onClose={() => setOpen(false)}
        />
      )}
      {open && !isReviewed && (
        <Dialog
          open
          onOpenChange={setOpen}
          title={t("prompts.promoteAsk", { name: prompt.name, version })}
          footer={
            <>
              <Button onClick={() => setOpen(false)}>{t("actions.cancel")}</Button>
              <Button variant="primary" busy={set.isPending} onClick={move}>
                {t("prompts.promoteNow")}
              </Button>
            </>
          }
        >
          <p className="text-pretty text-soft text-sm">
            {before === undefined ? t("prompts.promoteFirst") : t("prompts.promoteWhy", { before, version })}
          </p>
        </Dialog>
      )}
    </>
  );
}
