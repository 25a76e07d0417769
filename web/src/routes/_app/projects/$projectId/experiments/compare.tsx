import { createFileRoute } from "@tanstack/react-router";
import { ComparePage, type CompareSearch } from "@/features/experiments/compare-page";
import { UsedPrompt } from "@/features/prompts/used-prompt";
import { optionalText } from "@/lib/search-params";
import { TraceBeside } from "../-trace-beside";

export const Route = createFileRoute("/_app/projects/$projectId/experiments/compare")({
  validateSearch: (search: Record<string, unknown>): CompareSearch => ({
    baseline: optionalText(search.baseline),
    with: optionalText(search.with),
    lower: optionalText(search.lower),
    trace: optionalText(search.trace),
    step: optionalText(search.step),
  }),
  component: Compare,
});

function Compare() {
  const { projectId } = Route.useParams();
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  const change = (next: Partial<CompareSearch>) => void navigate({ search: (before) => ({ ...before, ...next }), replace: true });
  return (
    <ComparePage
      projectId={projectId}
      search={search}
      onChange={change}
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
    />
  );
}
