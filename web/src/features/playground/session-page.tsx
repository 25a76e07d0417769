/** A playground session: columns of messages and models side by side, run together, compared, and kept on the server. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { PlugZap } from "lucide-react";
import { useCallback, useEffect, useMemo, useState } from "react";
import { useMay } from "@/api/me";
import { EmptyState } from "@/components/empty-state";
import { ErrorState } from "@/components/error-state";
import { PageSkeleton } from "@/components/page-skeleton";
import { Button } from "@/components/ui/button";
import { useT } from "@/i18n";
import { useShortcut } from "@/lib/shortcuts";
import type { ColumnActions } from "./columns/column-view";
import { Columns } from "./columns/columns";
import { Conflict } from "./conflict";
import { columnOfVersion, emptyColumn, letterOf, MAX_COLUMNS, newId } from "./draft";
import { LoadPromptDialog } from "./prompts/load-prompt-dialog";
import { SavePromptDialog } from "./prompts/save-prompt-dialog";
import {
  type Column,
  type Connection,
  connectionsQuery,
  createSession,
  type RunOut,
  type SessionOut,
  sessionQuery,
} from "./queries";
import { latestAnswersQuery, underWayQuery } from "./runs/run-queries";
import { RunView } from "./runs/run-view";
import { RunsPanel } from "./runs/runs-panel";
import { TableDialog } from "./runs/table-dialog";
import { useRuns } from "./runs/use-runs";
import { SessionHeader } from "./session-header";
import type { SessionSearch } from "./session-search";
import { useDraft } from "./use-draft";

interface SessionPageProps {
  projectId: string;
  sessionId: string;
  search: SessionSearch;
  onSearch: (search: SessionSearch) => void;
  onOpen: (sessionId: string) => void;
  onGone: () => void;
}

export function SessionPage(props: SessionPageProps) {
  const { projectId, sessionId } = props;
  const session = useQuery(sessionQuery(projectId, sessionId));
  const connections = useQuery(connectionsQuery(projectId));
  const [version, setVersion] = useState(0);
  const reload = useCallback(async () => {
    await session.refetch();
    setVersion((count) => count + 1);
  }, [session]);
  if (session.isError) return <ErrorState error={session.error} retry={() => session.refetch()} />;
  if (connections.isError) return <ErrorState error={connections.error} retry={() => connections.refetch()} />;
  if (!session.data || !connections.data) return <PageSkeleton />;
  return (
    <OpenSession
      key={version}
      {...props}
      session={session.data}
      connections={connections.data.data}
      onReload={() => void reload()}
    />
  );
}

type Dialog = { kind: "load" | "save"; columnId: string } | { kind: "table" } | { kind: "runs" } | null;

interface OpenSessionProps extends SessionPageProps {
  session: SessionOut;
  connections: Connection[];
  onReload: () => void;
}

function OpenSession(props: OpenSessionProps) {
  const { projectId, sessionId, search, onSearch, onOpen, session, connections } = props;
  const t = useT();
  const mayEdit = useMay("playground:run");
  const state = useDraft(projectId, session, mayEdit);
  const { draft, change, changeColumn, flush } = state;
  const latest = useQuery(latestAnswersQuery(projectId, sessionId));
  const runs = useRuns(projectId, sessionId, flush, latest.data?.data);
  const [dialog, setDialog] = useState<Dialog>(null);
  const canRun = mayEdit && connections.length > 0 && !search.run;
  const runAll = () => void runs.run(draft.columns.map((one) => one.id));
  useTakeUp(projectId, sessionId, runs.follow);
  useShortcut({ keys: "mod+Enter", label: t("playground.runAll"), group: t("playground.playground") }, runAll, canRun && !dialog);
  useShortcut({ keys: "mod+.", label: t("playground.stop"), group: t("playground.playground") }, runs.stop, canRun && !dialog);
  const addColumn = () =>
    change((now) => ({ ...now, columns: [...now.columns, copyOf(now.columns.at(-1) ?? emptyColumn(connections))] }));
  const { run } = runs;
  const actions = useMemo<ColumnActions>(
    () => ({
      change: changeColumn,
      run: (columnId) => void run([columnId]),
      duplicate: (columnId) =>
        change((now) => {
          const place = now.columns.findIndex((one) => one.id === columnId);
          const copied = now.columns[place];
          if (!copied || now.columns.length >= MAX_COLUMNS) return now;
          return { ...now, columns: now.columns.toSpliced(place + 1, 0, copyOf(copied)) };
        }),
      remove: (columnId) => change((now) => ({ ...now, columns: now.columns.filter((one) => one.id !== columnId) })),
      load: (columnId) => setDialog({ kind: "load", columnId }),
      save: (columnId) => setDialog({ kind: "save", columnId }),
    }),
    [change, changeColumn, run],
  );
  const useRun = (kept: RunOut, values: Record<string, unknown>) => {
    const texts = Object.entries(values).filter(([, value]) => typeof value === "string") as [string, string][];
    change((now) => ({
      ...now,
      columns: kept.columns as Column[],
      filling: {
        variables: { ...now.filling.variables, ...Object.fromEntries(texts) },
        placeholders: { ...now.filling.placeholders, ...kept.placeholders },
      },
    }));
    onSearch({ run: undefined });
  };
  const keepCopy = async () => {
    const made = await createSession(projectId, { ...draft, name: draft.name && t("playground.copyOf", { name: draft.name }) });
    onOpen(made.id);
  };
  return (
    <div className="flex h-full min-h-0 flex-col">
      <SessionHeader
        {...props}
        state={state}
        runs={runs}
        mayEdit={mayEdit}
        canRun={canRun}
        onRunAll={runAll}
        onAddColumn={addColumn}
        onTable={() => setDialog({ kind: "table" })}
        onRuns={() => setDialog({ kind: "runs" })}
        onCopy={() => void keepCopy()}
      />
      {state.saving === "conflict" && <Conflict onReload={props.onReload} onOverwrite={state.overwrite} onCopy={keepCopy} />}
      {connections.length === 0 && <NoConnection projectId={projectId} />}
      {search.run ? (
        <RunView
          key={search.run}
          projectId={projectId}
          runId={search.run}
          mayEdit={mayEdit}
          compare={search.base ?? null}
          onClose={() => onSearch({ run: undefined })}
          onUse={useRun}
        />
      ) : (
        <Columns
          projectId={projectId}
          draft={draft}
          connections={connections}
          store={runs.store}
          compareWith={draft.columns.some((one) => one.id === search.base) ? (search.base ?? null) : null}
          mayEdit={mayEdit}
          actions={actions}
          onFilling={(make) => change((now) => ({ ...now, filling: make(now.filling) }))}
        />
      )}
      <Dialogs
        {...props}
        dialog={dialog}
        onDialog={setDialog}
        columns={draft.columns}
        changeColumn={changeColumn}
        flush={flush}
        mayEdit={mayEdit}
      />
    </div>
  );
}

const copyOf = (column: Column): Column => ({ ...column, id: newId() });

/** Listens to runs that were under way when the page was opened: after a reload, or a colleague's. */
function useTakeUp(projectId: string, sessionId: string, follow: (runId: string) => Promise<void>) {
  const runs = useQuery(underWayQuery(projectId, sessionId));
  useEffect(() => {
    for (const runId of runs.data ?? []) void follow(runId);
  }, [runs.data, follow]);
}

interface DialogsProps extends OpenSessionProps {
  dialog: Dialog;
  onDialog: (dialog: Dialog) => void;
  columns: Column[];
  changeColumn: (columnId: string, make: (column: Column) => Column) => void;
  flush: () => Promise<boolean>;
  mayEdit: boolean;
}

function Dialogs({
  dialog,
  onDialog,
  projectId,
  sessionId,
  columns,
  connections,
  changeColumn,
  flush,
  onSearch,
  mayEdit,
}: DialogsProps) {
  const close = () => onDialog(null);
  if (dialog === null) return null;
  if (dialog.kind === "table" || dialog.kind === "runs") {
    const open = (runId: string) => {
      close();
      onSearch({ run: runId });
    };
    return dialog.kind === "table" ? (
      <TableDialog
        projectId={projectId}
        sessionId={sessionId}
        columns={columns}
        flush={flush}
        onStarted={(run) => open(run.id)}
        onClose={close}
      />
    ) : (
      <RunsPanel projectId={projectId} sessionId={sessionId} mayEdit={mayEdit} onOpen={open} onClose={close} />
    );
  }
  const place = columns.findIndex((one) => one.id === dialog.columnId);
  const column = columns[place];
  if (!column) return null;
  const shared = { projectId, letter: letterOf(place), onClose: close };
  if (dialog.kind === "load") {
    return (
      <LoadPromptDialog
        {...shared}
        onLoad={(version) => {
          changeColumn(column.id, (now) => columnOfVersion(version, now, connections));
          close();
        }}
      />
    );
  }
  return (
    <SavePromptDialog
      {...shared}
      column={column}
      onSaved={(version) => {
        changeColumn(column.id, (now) => ({
          ...now,
          title: "",
          prompt_name: version.name,
          prompt_version: version.version,
          edited: false,
        }));
        close();
      }}
    />
  );
}

/** Nothing can run without a way to a provider. */
export function NoConnection({ projectId }: { projectId: string }) {
  const t = useT();
  const may = useMay("connections:write");
  return (
    <EmptyState
      icon={PlugZap}
      title={t("playground.noConnection")}
      className="border-line border-b bg-surface py-8"
      action={
        may && (
          <Button asChild variant="primary">
            <Link to="/projects/$projectId/settings/connections" params={{ projectId }}>
              {t("playground.addConnection")}
            </Link>
          </Button>
        )
      }
    >
      {t(may ? "playground.noConnectionWhy" : "playground.noConnectionAsk")}
    </EmptyState>
  );
}
