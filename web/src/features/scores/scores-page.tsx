/** The table of scores, newest first; a row opens the trace it judges beside the table. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { type ReactNode, useMemo, useState } from "react";
import { useMay } from "@/api/me";
import { ExportMenu } from "@/components/export-menu";
import { ListCard } from "@/components/list-card";
import { scoreText } from "@/components/score-badges";
import { SidePanel } from "@/components/side-panel";
import { ListPage } from "@/components/table/list-page";
import type { ListSearch } from "@/components/table/list-search";
import { useList } from "@/components/table/use-list";
import { useT } from "@/i18n";
import { DeleteScores } from "./delete-scores";
import { type ScoreRow, scoresQuery } from "./queries";
import { levelOf, scoreColumns } from "./score-columns";

export interface ScoresSearch extends ListSearch {
  /** The trace open beside the table, its step, and the score that led there. */
  peek?: string;
  observation?: string;
  score?: string;
}

interface ScoresPageProps {
  projectId: string;
  search: ScoresSearch;
  onSearch: (change: ScoresSearch, options?: { replace?: boolean }) => void;
  panel: (traceId: string, observationId: string | undefined) => ReactNode;
  /** Where else one may look at scores. */
  actions?: ReactNode;
}

const NONE: ReadonlySet<string> = new Set();
const FACETS = {
  offered: [
    ...["name", "source", "data_type", "level", "value", "string_value", "boolean_value", "environment", "trace_tags"],
    ...["trace_name", "user_id", "session_id", "author_user_id", "evaluator_id", "rule_id", "experiment_id", "queue_id"],
    ...["config_id", "metadata", "comment", "trace_id", "observation_id", "execution_trace_id"],
  ],
  open: ["name", "source", "data_type", "level"],
};

export function ScoresPage({ projectId, search, onSearch, panel, actions }: ScoresPageProps) {
  const t = useT();
  const list = useList(projectId, "scores", search);
  const pages = useInfiniteQuery(scoresQuery(list.request));
  const mayWrite = useMay("scores:write");
  const [chosen, setChosen] = useState<ReadonlySet<string>>(NONE);
  const { filter, from, to } = list.request;
  const columns = useMemo(() => scoreColumns(t, projectId), [t, projectId]);
  return (
    <ListPage
      list={list}
      title={t("scores.scores")}
      search={search}
      onSearch={onSearch}
      columns={columns}
      pages={pages}
      rowId={(row) => row.id}
      openId={search.score ?? null}
      onOpen={(row) =>
        row.trace_id && onSearch({ peek: row.trace_id, observation: row.observation_id || undefined, score: row.id })
      }
      card={(row) => <ScoreCard row={row} />}
      facets={FACETS}
      searchHint={t("scores.searchHint")}
      emptyTitle={t("scores.none")}
      emptyWhy={t("scores.noneWhy")}
      actions={
        <>
          {actions}
          <ExportMenu name="scores" path="scores/export" request={list.request} />
        </>
      }
      selected={mayWrite ? chosen : undefined}
      onSelect={mayWrite ? setChosen : undefined}
      bulk={
        chosen.size > 0 && (
          <DeleteScores projectId={projectId} chosen={chosen} matching={{ filter, from, to }} onDone={() => setChosen(NONE)} />
        )
      }
      panel={
        <SidePanel
          open={search.peek !== undefined}
          onClose={() => onSearch({ peek: undefined, observation: undefined, score: undefined })}
          name="trace"
          title={t("tracing.trace")}
        >
          {search.peek !== undefined && panel(search.peek, search.observation)}
        </SidePanel>
      }
    />
  );
}

function ScoreCard({ row }: { row: ScoreRow }) {
  const t = useT();
  return (
    <ListCard
      title={`${row.name}: ${scoreText(row)}`}
      moment={row.timestamp}
      line={row.comment || row.trace_name}
      figures={[row.source, t(`scores.level_${levelOf(row)}`), row.environment]}
    />
  );
}
