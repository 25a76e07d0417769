/** Everything about one step: what went in and out, what it cost and why, its metadata and scores. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { SquarePen } from "lucide-react";
import { type ReactNode, useEffect, useMemo, useRef } from "react";
import { CopyButton } from "@/components/copy-button";
import { ErrorState } from "@/components/error-state";
import { Moment } from "@/components/moment";
import { LevelMark, TypeIcon } from "@/components/observation-type";
import { OpenInPlayground } from "@/components/open-in-playground";
import { type Mark, type Quotes, useQuotes } from "@/components/quotes/use-quotes";
import { Badge } from "@/components/ui/badge";
import { Segmented } from "@/components/ui/segmented";
import { Skeleton } from "@/components/ui/skeleton";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "@/components/ui/tabs";
import { useT } from "@/i18n";
import { cn } from "@/lib/cn";
import { formatDuration, formatNumber } from "@/lib/format";
import { useStored } from "@/lib/storage";
import { JsonView } from "./content/json-view";
import { PayloadView } from "./content/payload-view";
import { CostBadge, UsageBadge } from "./cost-badge";
import type { ObservationDetail as Detail } from "./queries";
import { Quotable } from "./quotes/quotable";
import { useFieldQuotes } from "./quotes/use-field-quotes";
import { ScoreList } from "./score-list";
import { useTraceSource } from "./trace-source";
import type { StepTab } from "./views";

interface ObservationDetailProps {
  observationId: string;
  tab: StepTab;
  onTab: (tab: StepTab) => void;
  actions?: (quotes: Quotes) => ReactNode;
  /** A comment on the trace itself whose place is to be shown in this step. */
  asked?: Mark | null;
  /** Here stands what the trace itself says: comments on parts of it are the trace's, and opened above. */
  ofTrace?: Quotes | undefined;
}

export function ObservationDetail({ observationId, tab, onTab, actions, asked = null, ofTrace }: ObservationDetailProps) {
  const t = useT();
  const source = useTraceSource();
  const { data, error, refetch } = useQuery(source.observation(observationId));
  const [form, setForm] = useStored<"formatted" | "json">("trace.form", "formatted");
  const own = useQuotes();
  const { shown, show } = own;
  const quotes = useMemo(() => (ofTrace ? { ...ofTrace, shown, show } : own), [ofTrace, own, shown, show]);
  useEffect(() => {
    if (asked) show(asked);
  }, [asked, show]);
  const followed = useRef<Mark | null>(null);
  useEffect(() => {
    if (!shown || followed.current === shown) return;
    followed.current = shown;
    setForm("json");
    onTab(shown.place.field === "metadata" ? "metadata" : "content");
  }, [shown, setForm, onTab]);
  if (error) return <ErrorState error={error} retry={() => refetch()} />;
  if (!data) return <DetailSkeleton />;
  const isTrace = data.type === "TRACE";
  return (
    <Tabs value={tab} onValueChange={(next) => onTab(next as StepTab)} className="flex min-h-0 flex-1 flex-col">
      <header className="shrink-0 px-4 pt-3">
        <div className="flex items-center gap-2">
          <TypeIcon type={data.type} className="size-4" />
          <h2 className="min-w-0 truncate font-semibold text-base">
            {data.name || (isTrace && data.trace_name) || t("trace.unnamed")}
          </h2>
          <LevelMark level={data.level} />
          <CopyButton text={isTrace ? data.trace_id : data.id} label={t(isTrace ? "trace.copyTraceId" : "trace.copyId")} />
          <div className="ml-auto flex items-center gap-1">
            {data.type === "GENERATION" && !source.isShared && (
              <OpenInPlayground projectId={source.projectId} search={{ trace: source.traceId, step: data.id }} />
            )}
            {actions?.(quotes)}
          </div>
        </div>
        <Facts detail={data} />
        <div className="mt-1 flex items-end gap-3">
          <TabsList className="flex-1">
            <TabsTrigger value="content">{t("trace.content")}</TabsTrigger>
            <TabsTrigger value="metadata">{t("trace.metadata")}</TabsTrigger>
            <TabsTrigger value="scores">
              {t("trace.scores")}
              {data.score_list.length > 0 && <span className="ml-1 text-faint tabular-nums">{data.score_list.length}</span>}
            </TabsTrigger>
          </TabsList>
          <Segmented
            value={form}
            onValueChange={setForm}
            aria-label={t("trace.form")}
            className="mb-1.5 h-7"
            options={[
              { value: "formatted", label: t("trace.formatted") },
              { value: "json", label: t("trace.json") },
            ]}
          />
        </div>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto px-4 py-3">
        <StatusMessage detail={data} />
        <TabsContent value="content" className="flex flex-col gap-5">
          <PayloadView
            key={`${data.id}-in`}
            title={t("trace.input")}
            side="input"
            payload={data.input}
            observationId={data.id}
            tools={data.tool_definitions}
            form={form}
            quotes={quotes}
          />
          <PayloadView
            key={`${data.id}-out`}
            title={t("trace.output")}
            side="output"
            payload={data.output}
            observationId={data.id}
            tools={data.tool_definitions}
            form={form}
            quotes={quotes}
          />
          {data.input.total === 0 && data.output.total === 0 && <p className="text-faint text-sm">{t("trace.noPayload")}</p>}
          <Tools detail={data} />
        </TabsContent>
        <TabsContent value="metadata" className="flex flex-col gap-5">
          <Metadata detail={data} quotes={quotes} />
        </TabsContent>
        <TabsContent value="scores">
          <ScoreList scores={data.score_list} />
        </TabsContent>
      </div>
    </Tabs>
  );
}

/** Scrolls with what is below: a whole stack trace may stand in it. */
function StatusMessage({ detail }: { detail: Detail }) {
  if (!detail.status_message) return null;
  const failed = detail.level === "ERROR";
  return (
    <p
      role={failed ? "alert" : undefined}
      dir="auto"
      className={cn(
        "mb-4 whitespace-pre-wrap break-words rounded-md px-3 py-2 text-sm",
        failed ? "bg-danger-soft text-danger-text" : "bg-warning-soft text-warning-text",
      )}
    >
      {detail.status_message}
    </p>
  );
}

function Facts({ detail }: { detail: Detail }) {
  const t = useT();
  return (
    <div className="mt-1.5 flex flex-wrap items-center gap-1.5">
      <Badge>
        <Moment iso={detail.start_time} milliseconds />
      </Badge>
      {detail.latency_ms !== null && <Badge title={t("trace.latency")}>{formatDuration(detail.latency_ms)}</Badge>}
      {detail.time_to_first_token_ms !== null && (
        <Badge title={t("trace.firstToken")}>
          {t("trace.ttft")} {formatDuration(detail.time_to_first_token_ms)}
        </Badge>
      )}
      <ModelBadge model={detail.model} />
      <UsageBadge detail={detail} />
      <CostBadge detail={detail} />
      <PromptBadge detail={detail} />
      {detail.environment !== "default" && <Badge title={t("trace.environment")}>{detail.environment}</Badge>}
      {detail.version && <Badge title={t("trace.version")}>{detail.version}</Badge>}
      {detail.model_parameters && typeof detail.model_parameters === "object"
        ? Object.entries(detail.model_parameters as Record<string, unknown>)
            .slice(0, 8)
            .map(([key, value]) => (
              <Badge key={key}>
                {key}{" "}
                <span className="font-semibold">
                  {typeof value === "number" ? formatNumber(value, t.locale, 4) : short(value)}
                </span>
              </Badge>
            ))
        : null}
    </div>
  );
}

/** The model, leading to its prices for who may see them. */
function ModelBadge({ model }: { model: string }) {
  const t = useT();
  const { projectId, isShared } = useTraceSource();
  if (!model) return null;
  if (isShared) return <Badge tone="accent">{model}</Badge>;
  return (
    <Link
      to="/projects/$projectId/models"
      params={{ projectId }}
      search={{ tab: "match", q: model }}
      title={t("trace.modelPrices")}
      className="min-w-0 max-w-full"
    >
      <Badge tone="accent" className="hover:underline">
        {model}
      </Badge>
    </Link>
  );
}

/** The prompt version that was called; a link where the prompt is one of this project's. */
function PromptBadge({ detail }: { detail: Detail }) {
  const t = useT();
  const { projectId } = useTraceSource();
  if (!detail.prompt_name) return null;
  const badge = (
    <Badge title={t("trace.prompt")} className={detail.prompt_id ? "hover:text-ink hover:underline" : undefined}>
      <SquarePen aria-hidden />
      {detail.prompt_name} v{detail.prompt_version}
    </Badge>
  );
  if (!detail.prompt_id) return badge;
  return (
    <Link
      to="/projects/$projectId/prompts/$promptId"
      params={{ projectId, promptId: detail.prompt_id }}
      search={{ version: detail.prompt_version ?? undefined }}
      className="min-w-0 max-w-full"
    >
      {badge}
    </Link>
  );
}

function short(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

function Tools({ detail }: { detail: Detail }) {
  const t = useT();
  const names = Object.keys(detail.tool_definitions);
  if (names.length === 0) return null;
  const called = new Set(detail.tools_called);
  return (
    <section>
      <h3 className="mb-1.5 font-semibold text-sm">{t("trace.toolsOffered")}</h3>
      <div className="mb-2 flex flex-wrap gap-1.5">
        {names.map((name) => (
          <Badge key={name} tone={called.has(name) ? "accent" : "neutral"}>
            {name}
          </Badge>
        ))}
      </div>
      <JsonView value={detail.tool_definitions} label={t("trace.toolsOffered")} />
    </section>
  );
}

function Metadata({ detail, quotes }: { detail: Detail; quotes: Quotes }) {
  const t = useT();
  const own = useFieldQuotes(quotes, "metadata", detail.metadata);
  const facts: [string, string][] = (
    [
      [t("trace.id"), detail.type === "TRACE" ? detail.trace_id : detail.id],
      [t("trace.parent"), detail.parent_id],
      [t("trace.sdk"), [detail.sdk_name, detail.sdk_version].filter(Boolean).join(" ")],
      [t("trace.source"), [detail.source, detail.dialect].filter(Boolean).join(" · ")],
      [t("trace.release"), detail.release],
      [t("trace.receipt"), detail.receipt_id],
    ] satisfies [string, string][]
  ).filter(([, value]) => value !== "");
  return (
    <>
      <Quotable quotes={own} root={detail.metadata}>
        {Object.keys(detail.metadata).length > 0 ? (
          <JsonView value={detail.metadata} label={t("trace.metadata")} quotes={own} />
        ) : (
          <p className="text-faint text-sm">{t("trace.noMetadata")}</p>
        )}
      </Quotable>
      <dl className="grid grid-cols-[max-content_1fr] gap-x-4 gap-y-1 text-sm">
        {facts.map(([label, value]) => (
          <div key={label} className="contents">
            <dt className="text-faint">{label}</dt>
            <dd className="min-w-0 break-all font-mono text-xs leading-5">{value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

export function DetailSkeleton() {
  return (
    <div className="flex flex-col gap-3 p-4" aria-busy>
      <Skeleton className="h-5 w-1/2" />
      <Skeleton className="h-4 w-3/4" />
      <Skeleton className="mt-4 h-40 w-full" />
      <Skeleton className="h-24 w-full" />
    </div>
  );
}
