/** The versions of a prompt, newest first. On phones a choice in one line. */
import { MessageSquare } from "lucide-react";
import { usePersonName } from "@/api/people";
import { Moment } from "@/components/moment";
import { Select } from "@/components/ui/select";
import { useT } from "@/i18n";
import { cn } from "@/lib/cn";
import { usePhone } from "@/lib/media";
import { LabelBadge } from "../label-badge";
import type { PromptDetail, VersionLine } from "../queries";

interface VersionListProps {
  projectId: string;
  prompt: PromptDetail;
  selected: number;
  onSelect: (version: number) => void;
}

export function VersionList({ projectId, prompt, selected, onSelect }: VersionListProps) {
  const t = useT();
  const phone = usePhone();
  const nameOf = usePersonName(projectId);
  if (phone) {
    return (
      <div className="border-line border-b px-4 py-2">
        <Select
          className="w-full"
          aria-label={t("prompts.version")}
          value={String(selected)}
          onValueChange={(value) => onSelect(Number(value))}
          options={prompt.versions.map((one) => ({ value: String(one.version), label: versionLine(one) }))}
        />
      </div>
    );
  }
  return (
    <nav aria-label={t("prompts.versions")} className="w-64 shrink-0 overflow-y-auto border-line border-r">
      <ol className="divide-y divide-line">
        {prompt.versions.map((one) => (
          <li key={one.version}>
            <button
              type="button"
              aria-current={one.version === selected ? "true" : undefined}
              onClick={() => onSelect(one.version)}
              className={cn("block w-full px-4 py-2.5 text-left hover:bg-hover", one.version === selected && "bg-selected")}
            >
              <span className="flex flex-wrap items-center gap-1.5">
                <span className="tabular font-medium text-sm">v{one.version}</span>
                {one.labels.map((label) => (
                  <LabelBadge key={label} label={label} testing={label in prompt.running_tests} />
                ))}
                {one.comments > 0 && (
                  <span className="ml-auto flex items-center gap-1 text-faint text-xs">
                    <MessageSquare className="size-3" aria-hidden />
                    {one.comments}
                  </span>
                )}
              </span>
              {one.commit_message && <span className="mt-0.5 line-clamp-2 text-soft text-xs">{one.commit_message}</span>}
              <span className="mt-0.5 block truncate text-faint text-xs">
                {nameOf(one.created_by)} · <Moment iso={one.created_at} form="ago" />
              </span>
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}

function versionLine(one: VersionLine): string {
  return [`v${one.version}`, ...one.labels, one.commit_message].filter(Boolean).join(" · ");
}
