/** The labels of a version. One click puts a label here or takes it away; a label under review asks for the move instead. */
import { Lock, Tag, X } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import { toast } from "@/components/ui/toast";
import { useT } from "@/i18n";
import { LabelBadge } from "../label-badge";
import { type PromptDetail, useSetLabels } from "../queries";
import { ProposeDialog } from "../release/propose-dialog";

const LABEL = /^[a-z0-9_\-.]{1,36}$/;

interface LabelEditorProps {
  projectId: string;
  prompt: PromptDetail;
  version: number;
  mayWrite: boolean;
}

export function LabelEditor({ projectId, prompt, version, mayWrite }: LabelEditorProps) {
  const t = useT();
  const set = useSetLabels(projectId, prompt.id);
  const [proposing, setProposing] = useState<string | null>(null);
  const own = prompt.versions.find((one) => one.version === version)?.labels ?? [];
  const reviewed = (label: string) => prompt.rules.some((rule) => rule.label === label && rule.approvals > 0);
  const put = (label: string) => {
    if (reviewed(label)) {
      setProposing(label);
      return;
    }
    const done = () => toast.success(t("prompts.labelMoved", { label, version }));
    set.mutate({ version, labels: [...own, label] }, { onSuccess: done });
  };
  const take = (label: string) => set.mutate({ version, labels: own.filter((one) => one !== label) });
  return (
    <div className="flex flex-wrap items-center gap-1.5">
      {own.map((label) => (
        <span key={label} className="inline-flex items-center">
          <LabelBadge label={label} testing={label in prompt.running_tests} />
          {mayWrite && label !== "latest" && !reviewed(label) && (
            <Button
              size="icon-xs"
              variant="ghost"
              disabled={set.isPending}
              aria-label={t("prompts.takeLabel", { label })}
              onClick={() => take(label)}
            >
              <X aria-hidden />
            </Button>
          )}
        </span>
      ))}
      {mayWrite && <LabelMenu prompt={prompt} own={own} busy={set.isPending} isReviewed={reviewed} onPut={put} />}
      {proposing && (
        <ProposeDialog
          projectId={projectId}
          promptId={prompt.id}
          label={proposing}
          version={version}
          onClose={() => setProposing(null)}
        />
      )}
    </div>
  );
}

interface LabelMenuProps {
  prompt: PromptDetail;
  own: string[];
  busy: boolean;
  isReviewed: (label: string) => boolean;
  onPut: (label: string) => void;
}

function LabelMenu({ prompt, own, busy, isReviewed, onPut }: LabelMenuProps) {
  const t = useT();
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState("");
  const known = [...new Set(["production", ...Object.keys(prompt.labels), ...prompt.rules.map((rule) => rule.label)])];
  const offered = known.filter((label) => label !== "latest" && !own.includes(label)).sort();
  const put = (label: string) => {
    setOpen(false);
    setTyped("");
    onPut(label);
  };
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger asChild>
        <Button size="sm" busy={busy}>
          <Tag aria-hidden />
          {t("prompts.putLabel")}
        </Button>
      </PopoverTrigger>
      <PopoverContent className="p-2" aria-label={t("prompts.putLabel")}>
        <ul className="mb-2 flex flex-col">
          {offered.map((label) => (
            <li key={label}>
              <button
                type="button"
                disabled={label in prompt.running_tests}
                className="flex w-full items-center gap-2 rounded-sm px-2 py-1.5 text-left hover:bg-hover disabled:opacity-50"
                onClick={() => put(label)}
              >
                <LabelBadge label={label} version={prompt.labels[label]} testing={label in prompt.running_tests} />
                {isReviewed(label) && (
                  <span className="ml-auto flex items-center gap-1 text-faint text-xs">
                    <Lock className="size-3" aria-hidden />
                    {t("prompts.asksReview")}
                  </span>
                )}
              </button>
            </li>
          ))}
        </ul>
        <form
          className="flex gap-2 border-line border-t pt-2"
          onSubmit={(event) => {
            event.preventDefault();
            if (LABEL.test(typed)) put(typed);
          }}
        >
          <Input
            aria-label={t("prompts.newLabel")}
            placeholder={t("prompts.newLabel")}
            maxLength={36}
            value={typed}
            onChange={(event) => setTyped(event.target.value.toLowerCase())}
          />
          <Button type="submit" disabled={!LABEL.test(typed)}>
            {t("actions.add")}
          </Button>
        </form>
        <p className="mt-1 px-0.5 text-faint text-xs">{t("prompts.labelRules")}</p>
      </PopoverContent>
    </Popover>
  );
}
