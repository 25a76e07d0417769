/** One trace: what it is, its steps as tree, timeline, graph or log, and the chosen step beside them. Used as a page and as a panel. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { SearchX } from "lucide-react";
import { lazy, Suspense, useEffect, useMemo, useState } from "react";
import { ApiError } from "@/api/client";
import { EmptyState } from "@/components/empty-state";
import { ErrorState } from "@/components/error-state";
import { MediaProvider } from "@/components/markdown/media";
import { TypeIcon } from "@/components/observation-type";
import { type Mark, type Quotes, useQuotes } from "@/components/quotes/use-quotes";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { useT } from "@/i18n";
import "@/i18n/late/playground";
import "@/i18n/late/costs";
import { cn } from "@/lib/cn";
import { formatNumber } from "@/lib/format";
import { usePhone } from "@/lib/media";
import { useStored } from "@/lib/storage";
import { LogView } from "./log/log-view";
import { ObservationDetail } from "./observation-detail";
import { Transport } from "./playback/transport";
import { PlaybackProvider, useNewPlayback } from "./playback/use-playback";
import type { TraceViewProps } from "./props";
import { arrivalQuery, type ScoreValue, traceKey } from "./queries";
import { useShownInRoot } from "./quotes/use-shown-in-root";
import { ResizableSplit } from "./resizable-split";
import { TimelineView } from "./timeline/timeline-view";
import { TraceHeader } from "./trace-header";
import { ownTrace, TraceSourceProvider, useTraceSource } from "./trace-source";
import { TraceToolbar } from "./trace-toolbar";
import { buildTree, collapsibleIds, type TraceTree, visibleRows } from "./tree";
import { TreeView } from "./tree-view";
import { useStepKeys } from "./use-step-keys";
import { DEFAULT_OPTIONS, type ViewOptions } from "./view-options";
import type { StepTab, TraceViewName } from "./views";

const GraphView = lazy(() => import("./graph/graph-view"));

export function TraceView(props: TraceViewProps) {
  const { projectId, traceId } = props;
  const source = useMemo(() => props.source ?? ownTrace(projectId, traceId), [props.source, projectId, traceId]);
  const header = useQuery(source.header());
  const skeleton = useQuery(source.tree());
  const tree = useMemo(() => (skeleton.data ? buildTree(skeleton.data) : null), [skeleton.data]);
  const quotes = useQuotes();
  const error = header.error ?? skeleton.error;
  if (error) return <TraceProblem {...props} error={error} retry={() => Promise.all([header.refetch(), skeleton.refetch()])} />;
  return (
    <TraceSourceProvider value={source}>
      <MediaProvider value={source.mediaAddress}>
        <div className="flex h-full min-h-0 flex-col bg-canvas">
          <TraceHeader header={header.data ?? null} quotes={quotes} {...props} />
          {tree && header.data ? (
            <Steps
              {...props}
              quotes={quotes}
              tree={tree}
              ownStep={header.data.own_step_id}
              scores={skeleton.data?.scores ?? []}
            />
          ) : (
            <StepsSkeleton />
          )}
        </div>
      </MediaProvider>
    </TraceSourceProvider>
  );
}

function TraceProblem({ error, retry, ...props }: TraceViewProps & { error: Error; retry: () => void }) {
  if (props.source?.isShared) return <SharedProblem error={error} retry={retry} />;
  return (
    <div className="flex h-full flex-col">
      {props.frame && <div className="flex justify-end gap-1 border-line border-b px-3 py-2">{props.frame}</div>}
      {error instanceof ApiError && error.status === 404 ? (
        <NoSuchTrace projectId={props.projectId} traceId={props.traceId} retry={retry} />
      ) : (
        <ErrorState error={error} retry={retry} />
      )}
    </div>
  );
}

/** What a public link leads to that is not shared (any more); the server does not say which. */
function SharedProblem({ error, retry }: { error: Error; retry: () => void }) {
  const t = useT();
  if (!(error instanceof ApiError && error.status === 404)) return <ErrorState error={error} retry={retry} />;
  return (
    <EmptyState icon={SearchX} title={t("sharing.nothing")} className="h-full">
      {t("sharing.nothingWhy")}
    </EmptyState>
  );
}

/** A stale link, a deleted trace, or one that has not arrived: what became of the requests that should have brought it. */
function NoSuchTrace({ projectId, traceId, retry }: { projectId: string; traceId: string; retry: () => void }) {
  const t = useT();
  const { isSuccess: arrived } = useQuery(arrivalQuery(projectId, traceId));
  const client = useQueryClient();
  useEffect(() => {
    if (arrived) void client.invalidateQueries({ queryKey: traceKey(projectId, traceId) });
  }, [client, arrived, projectId, traceId]);
  return (
    <EmptyState
      icon={SearchX}
      title={t("trace.notFound")}
      action={
        <>
          <Button asChild>
            <Link to="/projects/$projectId/settings/receipts" params={{ projectId }} search={{ trace: traceId }}>
              {t("instance.receipts")}
            </Link>
          </Button>
          <Button asChild>
            <Link to="/projects/$projectId/traces" params={{ projectId }}>
              {t("trace.allTraces")}
            </Link>
          </Button>
          <Button onClick={retry}>{t("actions.tryAgain")}</Button>
        </>
      }
    >
      {t("trace.notFoundWhy")}
      <span className="mt-1 block break-all font-mono text-xs">{traceId}</span>
    </EmptyState>
  );
}

interface StepsProps extends TraceViewProps {
  tree: TraceTree;
  /** Under which id it is read what the trace itself says, where no root says the same. */
  ownStep: string | null;
  scores: ScoreValue[];
  /** Comments on parts of what the trace itself says. */
  quotes: Quotes;
}

function Steps(props: StepsProps) {
  const { tree, ownStep, observationId, look, onLook } = props;
  const source = useTraceSource();
  const t = useT();
  const phone = usePhone();
  const [kept, setOptions] = useStored<Partial<ViewOptions>>("trace.options", DEFAULT_OPTIONS);
  const options = useMemo(() => ({ ...DEFAULT_OPTIONS, ...kept }), [kept]); // kept before an option was new
  const [collapsed, setCollapsed] = useState<ReadonlySet<string>>(new Set());
  const { view = "tree", tab = "content", find: words = "" } = look;
  const search = useQuery(source.search(words));
  const found = words.trim() && search.data ? search.data.data : null;
  const hits = useMemo(() => found?.map((hit) => hit.id) ?? null, [found]);
  const hitSet = useMemo(() => (hits ? new Set(hits) : null), [hits]);
  const rows = useMemo(() => visibleRows(tree, collapsed, options.minimumLevel), [tree, collapsed, options.minimumLevel]);
  const byObservation = useMemo(() => groupScores(props.scores), [props.scores]);
  const selected = selectedStep(observationId, tree, ownStep);
  const asked = useShownInRoot(props.quotes.shown, ownStep ?? tree.id[0], selected, props.onSelect);
  const changeView = (next: TraceViewName) => onLook({ view: next });
  useStepKeys({ tree, rows, selected, onSelect: props.onSelect, view, onView: changeView });
  const fold = (id: string, on: boolean) => {
    const next = new Set(collapsed);
    if (on) next.add(id);
    else next.delete(id);
    setCollapsed(next);
  };
  const shared = {
    tree,
    rows,
    collapsed,
    onCollapse: fold,
    selected,
    onSelect: props.onSelect,
    options,
    scores: byObservation,
    hits: hitSet,
  };
  const playback = useNewPlayback(tree, options.compressGaps);
  const navigation = (
    <div className="flex min-h-0 min-w-0 flex-1 flex-col bg-surface">
      <TraceToolbar
        view={view}
        onView={changeView}
        options={options}
        onOptions={setOptions}
        words={words}
        onWords={(find) => onLook({ find: find || undefined })}
        problem={search.error}
        hits={hits}
        selected={selected}
        onSelect={props.onSelect}
        playback={playback}
        onFoldAll={(on) =>
          setCollapsed(on ? new Set(collapsibleIds(tree).filter((id) => (tree.index.get(id) ?? 0) > 0)) : new Set())
        }
      />
      {view !== "log" && <Transport playback={playback} />}
      {ownStep && <OwnStep chosen={selected === ownStep} onSelect={() => props.onSelect(ownStep)} />}
      {tree.count < tree.total && (
        <p className="shrink-0 border-line border-b bg-warning-soft px-3 py-1 text-warning-text text-xs">
          {t("trace.firstOf", { shown: formatNumber(tree.count, t.locale), total: formatNumber(tree.total, t.locale) })}
        </p>
      )}
      {tree.count === 0 && view !== "log" && <p className="p-4 text-faint text-sm">{t("trace.noSteps")}</p>}
      {tree.count > 0 && view === "tree" && <TreeView {...shared} />}
      {tree.count > 0 && view === "timeline" && <TimelineView {...shared} />}
      {tree.count > 0 && view === "graph" && (
        <Suspense fallback={<StepsSkeleton />}>
          <GraphView
            tree={tree}
            selected={selected}
            onSelect={props.onSelect}
            everyCall={options.everyCall}
            onEveryCall={(everyCall) => setOptions({ ...options, everyCall })}
          />
        </Suspense>
      )}
      {view === "log" && (
        <LogView origin={tree.origin} total={tree.total} selected={selected} onSelect={props.onSelect} hits={found} />
      )}
    </div>
  );
  const detail = selected && (
    <Detail {...props} step={selected} asked={asked} tab={tab} onTab={(next) => onLook({ tab: next })} />
  );
  const page = phone ? (
    <div className="flex min-h-0 flex-1 flex-col overflow-y-auto">
      <div className={cn("flex shrink-0 flex-col", view === "log" || view === "graph" ? "h-[70dvh]" : "h-[42dvh]")}>
        {navigation}
      </div>
      <div className="flex min-h-[60dvh] shrink-0 flex-col border-line border-t">{detail}</div>
    </div>
  ) : (
    <ResizableSplit
      name={view === "tree" ? "trace.split" : "trace.splitWide"}
      initial={view === "tree" ? 0.36 : 0.55}
      left={navigation}
      right={detail}
    />
  );
  return <PlaybackProvider value={playback}>{page}</PlaybackProvider>;
}

interface DetailProps extends Pick<StepsProps, "traceId" | "ownStep" | "quotes" | "judge"> {
  step: string;
  asked: Mark | null;
  tab: StepTab;
  onTab: (tab: StepTab) => void;
}

/** What the trace itself says is judged and commented on above, with the trace. */
function Detail({ step, traceId, ownStep, quotes, judge, ...shown }: DetailProps) {
  const t = useT();
  const isOwn = step === ownStep;
  return (
    <section aria-label={t("trace.step")} className="flex min-h-0 min-w-0 flex-1 flex-col bg-surface">
      <ObservationDetail
        key={step}
        observationId={step}
        asked={shown.asked}
        tab={shown.tab}
        onTab={shown.onTab}
        ofTrace={isOwn ? quotes : undefined}
        actions={isOwn ? undefined : (own) => judge?.({ traceId, observationId: step }, own)}
      />
    </section>
  );
}

/** The step that was asked for; else the one root, which sums its trace up; else the trace itself, if it says anything. */
function selectedStep(asked: string | null, tree: TraceTree, ownStep: string | null): string | null {
  if (asked !== null && (tree.index.has(asked) || asked === ownStep)) return asked;
  const oneRoot = tree.count > 0 && tree.end[0] === tree.count;
  return (oneRoot ? tree.id[0] : (ownStep ?? tree.id[0])) ?? null;
}

/** What the trace itself was told went in and out: above its steps, in every view of them. */
function OwnStep({ chosen, onSelect }: { chosen: boolean; onSelect: () => void }) {
  const t = useT();
  return (
    <button
      type="button"
      aria-pressed={chosen}
      onClick={onSelect}
      className={cn(
        "flex h-8 shrink-0 items-center gap-1.5 border-line border-b pr-2 pl-6.5 text-left text-sm outline-none hover:bg-hover focus-visible:ring-2 focus-visible:ring-ring focus-visible:ring-inset",
        chosen && "bg-selected hover:bg-selected",
      )}
    >
      <TypeIcon type="TRACE" />
      <span className="truncate">{t("trace.ownStep")}</span>
    </button>
  );
}

function groupScores(scores: ScoreValue[]): ReadonlyMap<string, ScoreValue[]> {
  const groups = new Map<string, ScoreValue[]>();
  for (const score of scores) {
    const group = groups.get(score.observation_id);
    if (group) group.push(score);
    else groups.set(score.observation_id, [score]);
  }
  return groups;
}

function StepsSkeleton() {
  return (
    <div className="flex flex-1 flex-col gap-2 p-4" aria-busy>
      {Array.from({ length: 9 }, (_, row) => (
        <Skeleton key={row} className="h-5" style={{ width: `${80 - (row % 4) * 12}%`, marginLeft: (row % 4) * 14 }} />
      ))}
    </div>
  );
}
