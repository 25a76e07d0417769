import { createFileRoute } from "@tanstack/react-router";
import { ExperimentJudging } from "@/features/evaluation/executions/experiment-judging";
import { WhyNotButton } from "@/features/evaluation/why-not/why-not";
import { useRefresh } from "@/features/experiments/queries";
import { ResultsPage, type ResultsSearch } from "@/features/experiments/results-page";
import { UsedPrompt } from "@/features/prompts/used-prompt";
import { optionalText } from "@/lib/search-params";
import { TraceBeside } from "../-trace-beside";

export const Route = createFileRoute("/_app/projects/$projectId/experiments/$experimentId")({
  validateSearch: (search: Record<string, unknown>): ResultsSearch => ({
    order: optionalText(search.order),
    filter: optionalText(search.filter),
    trace: optionalText(search.trace),
    step: optionalText(search.step),
  }),
  component: Results,
});

function Results() {
  const { projectId, experimentId } = Route.useParams();
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  const refresh = useRefresh(projectId);
  const change = (next: Partial<ResultsSearch>) => void navigate({ search: (before) => ({ ...before, ...next }), replace: true });
  return (
    <ResultsPage
      key={experimentId}
      projectId={projectId}
      experimentId={experimentId}
      search={search}
      onChange={change}
      onGone={() => void navigate({ to: "/projects/$projectId/experiments", params: { projectId } })}
      panel={(traceId, step) => (
        <TraceBeside
          projectId={projectId}
          traceId={traceId}
          step={step}
          onStep={(next) => change({ step: next })}
          onClose={() => change({ trace: undefined, step: undefined })}
        />
      )}
      prompt={(used) => <UsedPrompt projectId={projectId} promptId={used.prompt_id} name={used.name} version={used.version} />}
      judging={<ExperimentJudging projectId={projectId} experimentId={experimentId} onNews={refresh} />}
      execution={(traceId, observationId) => <WhyNotButton projectId={projectId} asked={{ traceId, observationId }} />}
    />
  );
}
