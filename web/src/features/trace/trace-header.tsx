/** What the trace is: name, time, totals, who and which conversation, and what can be done with it. */

import { Bookmark, Download, Ellipsis, Trash2 } from "lucide-react";
import { useState } from "react";
import { CopyButton } from "@/components/copy-button";
import { Moment } from "@/components/moment";
import type { Quotes } from "@/components/quotes/use-quotes";
import { ScoreBadge } from "@/components/score-badges";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Menu, MenuContent, MenuItem, MenuSeparator, MenuTrigger } from "@/components/ui/menu";
import { Skeleton } from "@/components/ui/skeleton";
import { toast } from "@/components/ui/toast";
import { useT } from "@/i18n";
import { cn } from "@/lib/cn";
import { formatCompact, formatCost, formatDuration } from "@/lib/format";
import { downloadTrace } from "./download-trace";
import type { TraceViewProps } from "./props";
import { type TraceHeaderData, useChangeTrace, useDeleteTrace } from "./queries";

import { type TraceSource, useTraceSource } from "./trace-source";

const FIRST_TAGS = 12;

export function TraceHeader(props: TraceViewProps & { header: TraceHeaderData | null; quotes: Quotes }) {
  const { header, frame, links } = props;
  const t = useT();
  const source = useTraceSource();
  if (!header) {
    return (
      <header className="border-line border-b bg-surface px-4 py-3">
        <Skeleton className="h-6 w-64" />
      </header>
    );
  }
  const own = header.score_list.filter((score) => score.observation_id === "");
  return (
    <header className="shrink-0 border-line border-b bg-surface px-4 py-2">
      <div className="flex min-w-0 items-center gap-1 max-md:flex-wrap">
        <div className="flex min-w-0 flex-1 items-center gap-1.5">
          <h1 className="min-w-0 truncate font-semibold text-base">{header.name || t("trace.unnamedTrace")}</h1>
          <CopyButton text={header.id} label={t("trace.copyTraceId")} />
        </div>
        <div className={cn("flex shrink-0 items-center gap-1", !source.isShared && "max-md:order-last max-md:w-full")}>
          {props.judge?.({ traceId: props.traceId }, props.quotes)}
          {source.isShared ? <DownloadButton /> : <Actions {...props} header={header} />}
        </div>
        {frame && <div className="flex shrink-0 items-center gap-1">{frame}</div>}
      </div>
      <div className="mt-1 flex flex-wrap items-center gap-1.5">
        <Badge>
          <Moment iso={header.timestamp} milliseconds />
        </Badge>
        <Badge title={t("trace.latency")}>{formatDuration(header.latency_ms)}</Badge>
        <Badge title={t("trace.steps")}>{t.count("trace.stepCount", header.observation_count)}</Badge>
        {header.total_tokens > 0 && (
          <Badge title={t("trace.tokens")}>
            {t("trace.tokenCount", { count: formatCompact(header.total_tokens, t.locale) })}
          </Badge>
        )}
        {header.cost_usd !== null && <Badge title={t("trace.cost")}>{formatCost(header.cost_usd, t.locale)}</Badge>}
        {header.error_count > 0 && <Badge tone="danger">{t.count("trace.errors", header.error_count)}</Badge>}
        {header.warning_count > 0 && <Badge tone="warning">{t.count("trace.warnings", header.warning_count)}</Badge>}
        {header.session_id && (links.session?.(header.session_id) ?? <Badge>{header.session_id}</Badge>)}
        {header.user_id && (links.user?.(header.user_id) ?? <Badge>{header.user_id}</Badge>)}
        {header.environment !== "default" && <Badge title={t("trace.environment")}>{header.environment}</Badge>}
        {header.release && <Badge title={t("trace.release")}>{header.release}</Badge>}
        <HeaderTags tags={header.tags} />
        {own.map((score) => (
          <ScoreBadge key={score.id} score={score} />
        ))}
      </div>
    </header>
  );
}

/** A trace may have hundreds: the first ones, the others on demand. */
function HeaderTags({ tags }: { tags: readonly string[] }) {
  const t = useT();
  const [all, setAll] = useState(false);
  const shown = all || tags.length <= FIRST_TAGS + 1 ? tags : tags.slice(0, FIRST_TAGS);
  return (
    <>
      {shown.map((tag) => (
        <Badge key={tag} tone="accent">
          {tag}
        </Badge>
      ))}
      {shown.length < tags.length && (
        <Button variant="ghost" size="sm" className="h-5 px-1.5 text-xs" onClick={() => setAll(true)}>
          {t.count("trace.moreTags", tags.length - shown.length)}
        </Button>
      )}
    </>
  );
}

function DownloadButton() {
  const t = useT();
  const source = useTraceSource();
  return (
    <Button variant="ghost" size="icon-sm" aria-label={t("trace.download")} onClick={() => download(source)}>
      <Download aria-hidden />
    </Button>
  );
}

function Actions({ projectId, traceId, header, onDeleted }: TraceViewProps & { header: TraceHeaderData }) {
  const t = useT();
  const source = useTraceSource();
  const [asking, setAsking] = useState(false);
  const change = useChangeTrace(projectId, traceId);
  const remove = useDeleteTrace(projectId, traceId);
  return (
    <>
      <Button
        variant="ghost"
        size="icon-sm"
        aria-pressed={header.bookmarked}
        aria-label={t(header.bookmarked ? "trace.removeBookmark" : "trace.bookmark")}
        onClick={() => change.mutate({ bookmarked: !header.bookmarked })}
      >
        <Bookmark className={cn(header.bookmarked && "fill-current text-accent-text")} aria-hidden />
      </Button>
      <Menu>
        <MenuTrigger asChild>
          <Button variant="ghost" size="icon-sm" aria-label={t("actions.more")}>
            <Ellipsis aria-hidden />
          </Button>
        </MenuTrigger>
        <MenuContent align="end">
          <MenuItem onSelect={() => download(source)}>
            <Download aria-hidden /> {t("trace.download")}
          </MenuItem>
          <MenuSeparator />
          <MenuItem danger onSelect={() => setAsking(true)}>
            <Trash2 aria-hidden /> {t("trace.delete")}
          </MenuItem>
        </MenuContent>
      </Menu>
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title={t("trace.deleteTitle")}
        description={t("trace.deleteWhy")}
        action={t("trace.delete")}
        busy={remove.isPending}
        onConfirm={() =>
          remove.mutate(undefined, {
            onSuccess: () => {
              toast(t("trace.deleted"));
              onDeleted?.();
            },
          })
        }
      />
    </>
  );
}

function download(source: TraceSource): void {
  downloadTrace(source).catch((error: Error) => toast.error(error.message));
}
