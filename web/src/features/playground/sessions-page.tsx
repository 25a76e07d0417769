/** Every playground session of the project, the one changed last first. */

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { FlaskConical, Plus, SearchX } from "lucide-react";
import { useEffect, useState } from "react";
import { useMay, useProject } from "@/api/me";
import { usePersonName } from "@/api/people";
import { EmptyState } from "@/components/empty-state";
import { ErrorState } from "@/components/error-state";
import { LoadMore } from "@/components/load-more";
import { Moment } from "@/components/moment";
import { Page } from "@/components/page";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Skeleton } from "@/components/ui/skeleton";
import { useT } from "@/i18n";
import { letterOf, titleOf } from "./draft";
import { connectionsQuery, type SessionLine, sessionsQuery } from "./queries";
import { NoConnection } from "./session-page";

const TYPING_PAUSE_MS = 250;

interface SessionsPageProps {
  words: string;
  onWords: (words: string) => void;
}

export function SessionsPage({ words, onWords }: SessionsPageProps) {
  const t = useT();
  const { id: projectId } = useProject();
  const mayRun = useMay("playground:run");
  const connections = useQuery(connectionsQuery(projectId));
  const create = mayRun && (
    <Button asChild variant="primary">
      <Link to="/projects/$projectId/playground/new" params={{ projectId }}>
        <Plus className="size-4" aria-hidden />
        {t("playground.newSession")}
      </Link>
    </Button>
  );
  const none = connections.data?.data.length === 0;
  return (
    <Page title={t("playground.playground")} actions={create}>
      <div className="min-h-0 flex-1 overflow-y-auto px-4 py-4">
        <div className="mx-auto max-w-5xl">
          {none && (
            <div className="mb-4 overflow-hidden rounded-md border border-line">
              <NoConnection projectId={projectId} />
            </div>
          )}
          <SearchField words={words} onWords={onWords} />
          <SessionList key={projectId} projectId={projectId} words={words} create={create} />
        </div>
      </div>
    </Page>
  );
}

function SearchField({ words, onWords }: SessionsPageProps) {
  const t = useT();
  const [typed, setTyped] = useState(words);
  useEffect(() => setTyped(words), [words]);
  useEffect(() => {
    if (typed === words) return;
    const timer = setTimeout(() => onWords(typed), TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed, words, onWords]);
  return (
    <Input
      type="search"
      className="mb-3 max-w-80"
      aria-label={t("playground.searchSessions")}
      placeholder={t("playground.searchSessions")}
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
    />
  );
}

function SessionList({ projectId, words, create }: { projectId: string; words: string; create: React.ReactNode }) {
  const t = useT();
  const sessions = useInfiniteQuery(sessionsQuery(projectId, words));
  if (sessions.isPending) return <Skeleton className="h-64 w-full" />;
  if (sessions.isError) return <ErrorState error={sessions.error} retry={() => sessions.refetch()} />;
  const found = sessions.data.pages.flatMap((page) => page.data);
  if (found.length === 0) {
    return words ? (
      <EmptyState icon={SearchX} title={t("playground.nothingFound")} />
    ) : (
      <EmptyState icon={FlaskConical} title={t("playground.noSessions")} action={create}>
        {t("playground.noSessionsWhy")}
      </EmptyState>
    );
  }
  return (
    <>
      <ul className="divide-y divide-line overflow-hidden rounded-md border border-line bg-surface">
        {found.map((line) => (
          <li key={line.id}>
            <SessionRow projectId={projectId} line={line} />
          </li>
        ))}
      </ul>
      <LoadMore pages={sessions} className="mt-3" />
    </>
  );
}

function SessionRow({ projectId, line }: { projectId: string; line: SessionLine }) {
  const t = useT();
  const nameOf = usePersonName(projectId);
  return (
    <Link
      to="/projects/$projectId/playground/$sessionId"
      params={{ projectId, sessionId: line.id }}
      className="block px-4 py-3 hover:bg-hover"
    >
      <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="min-w-0 truncate font-medium text-sm">{line.name || line.preview || t("playground.unnamed")}</span>
        <span className="ml-auto shrink-0 text-faint text-xs">
          {line.runs > 0 && `${t.count("playground.runCount", line.runs)} · `}
          {nameOf(line.created_by)} · <Moment iso={line.updated_at} form="ago" />
        </span>
      </span>
      {line.name && line.preview && <span className="mt-0.5 block truncate text-faint text-xs">{line.preview}</span>}
      <span className="mt-1.5 flex flex-wrap gap-1.5">
        {line.columns.map((column, place) => (
          <Badge key={place}>{[titleOf(column), column.model].filter(Boolean).join(" · ") || letterOf(place)}</Badge>
        ))}
      </span>
    </Link>
  );
}
