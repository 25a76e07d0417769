/** All experiments of a project, choosing some to compare, and the runs that are under way. */
import { Link } from "@tanstack/react-router";
import { FlaskConical, Plus } from "lucide-react";
import { useMay, useProject } from "@/api/me";
import { Page } from "@/components/page";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { useT } from "@/i18n";
import { ExperimentList } from "./experiment-list";
import { PlanList } from "./plan-list";

interface ExperimentsPageProps {
  q: string | undefined;
  onSearch: (q: string | undefined) => void;
  order: string | undefined;
  onOrder: (order: string | undefined) => void;
}

export function ExperimentsPage({ q, onSearch, order, onOrder }: ExperimentsPageProps) {
  const t = useT();
  const project = useProject();
  return (
    <Page title={t("experiments.experiments")} actions={<NewExperiment projectId={project.id} />}>
      <div className="min-h-0 flex-1 overflow-y-auto px-4 py-4">
        <div className="mx-auto flex max-w-6xl flex-col gap-4">
          <PlanList projectId={project.id} />
          <Input
            key={q}
            type="search"
            className="max-w-80"
            aria-label={t("experiments.search")}
            placeholder={t("experiments.search")}
            defaultValue={q}
            onKeyDown={(event) => event.key === "Enter" && onSearch(event.currentTarget.value || undefined)}
            onBlur={(event) => event.currentTarget.value !== (q ?? "") && onSearch(event.currentTarget.value || undefined)}
          />
          <ExperimentList projectId={project.id} q={q} order={order} onOrder={onOrder} />
        </div>
      </div>
    </Page>
  );
}

/** The button that leads to a new experiment, over a dataset where one is given. */
export function NewExperiment({ projectId, datasetId }: { projectId: string; datasetId?: string }) {
  const t = useT();
  const may = useMay("experiments:write");
  if (!may) return null;
  return (
    <Button asChild variant="primary">
      <Link to="/projects/$projectId/experiments/new" params={{ projectId }} search={{ dataset: datasetId }}>
        {datasetId ? <FlaskConical aria-hidden /> : <Plus aria-hidden />}
        {t("experiments.new")}
      </Link>
    </Button>
  );
}
