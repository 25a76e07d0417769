/** Any two versions against each other. */
import { useQuery } from "@tanstack/react-query";
import { ArrowLeftRight } from "lucide-react";
import { EmptyState } from "@/components/empty-state";
import { ErrorState } from "@/components/error-state";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/select";
import { Skeleton } from "@/components/ui/skeleton";
import { useT } from "@/i18n";
import { compareQuery, type PromptDetail } from "../queries";
import { DiffView } from "./diff-view";

interface ComparePanelProps {
  projectId: string;
  prompt: PromptDetail;
  /** The older side; without it, the version before the right one. */
  left: number | undefined;
  right: number;
  onChange: (left: number, right: number) => void;
}

export function ComparePanel({ projectId, prompt, left: asked, right, onChange }: ComparePanelProps) {
  const t = useT();
  const numbers = prompt.versions.map((one) => one.version);
  const before = numbers.find((one) => one < right) ?? numbers.find((one) => one !== right);
  const left = asked !== undefined && asked !== right && numbers.includes(asked) ? asked : before;
  if (left === undefined) return <EmptyState icon={ArrowLeftRight} title={t("prompts.oneVersion")} />;
  const options = prompt.versions.map((one) => ({
    value: String(one.version),
    label: [`v${one.version}`, ...one.labels].join(" · "),
  }));
  return (
    <div className="max-w-5xl">
      <div className="mb-4 flex flex-wrap items-center gap-2">
        <Select
          aria-label={t("prompts.compareFrom")}
          value={String(left)}
          options={options}
          onValueChange={(value) => onChange(Number(value), right)}
        />
        <Button size="icon" variant="ghost" aria-label={t("prompts.swap")} onClick={() => onChange(right, left)}>
          <ArrowLeftRight aria-hidden />
        </Button>
        <Select
          aria-label={t("prompts.compareTo")}
          value={String(right)}
          options={options}
          onValueChange={(value) => onChange(left, Number(value))}
        />
      </div>
      <Difference projectId={projectId} promptId={prompt.id} left={left} right={right} />
    </div>
  );
}

function Difference({ projectId, promptId, left, right }: { projectId: string; promptId: string; left: number; right: number }) {
  const t = useT();
  const compared = useQuery(compareQuery(projectId, promptId, left, right));
  if (compared.isPending) return <Skeleton className="h-48 w-full" />;
  if (compared.isError) return <ErrorState error={compared.error} retry={() => compared.refetch()} />;
  return (
    <>
      <DiffView title={t("prompts.content")} lines={compared.data.diff.prompt} />
      <DiffView title={t("prompts.config")} lines={compared.data.diff.config} />
    </>
  );
}
