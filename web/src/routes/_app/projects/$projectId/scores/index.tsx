import { createFileRoute, Link } from "@tanstack/react-router";
import { useCallback } from "react";
import { Button } from "@/components/ui/button";
import { ScoresPage, type ScoresSearch } from "@/features/scores/scores-page";
import { useT } from "@/i18n";
import { readListSearch } from "@/lib/list-search";
import { optionalText } from "@/lib/search-params";
import { TraceBeside } from "../-trace-beside";

export const Route = createFileRoute("/_app/projects/$projectId/scores/")({
  validateSearch: (search: Record<string, unknown>): ScoresSearch => ({
    ...readListSearch(search),
    peek: optionalText(search.peek),
    observation: optionalText(search.observation),
    score: optionalText(search.score),
  }),
  component: Scores,
});

function Scores() {
  const t = useT();
  const { projectId } = Route.useParams();
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  const onSearch = useCallback(
    (change: ScoresSearch, options?: { replace?: boolean }) =>
      void navigate({ search: (before) => ({ ...before, ...change }), ...options }),
    [navigate],
  );
  return (
    <ScoresPage
      key={projectId}
      projectId={projectId}
      search={search}
      onSearch={onSearch}
      actions={
        <Button asChild>
          <Link to="/projects/$projectId/scores/analytics" params={{ projectId }} search={{ q: search.q, range: search.range }}>
            {t("analytics.title")}
          </Link>
        </Button>
      }
      panel={(traceId, observationId) => (
        <TraceBeside
          projectId={projectId}
          traceId={traceId}
          step={observationId}
          onStep={(observation) => onSearch({ observation })}
          onClose={() => onSearch({ peek: undefined, observation: undefined, score: undefined })}
        />
      )}
    />
  );
}
