/** The line above the columns: the session's name, running and stopping, comparing, runs, the link for the team. */
import { Link } from "@tanstack/react-router";
import { ArrowLeft, CircleDot, Columns3, Copy, Ellipsis, History, Link2, Play, Square, Table2, Trash2 } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Kbd } from "@/components/ui/kbd";
import { Menu, MenuContent, MenuItem, MenuSeparator, MenuTrigger } from "@/components/ui/menu";
import { Select } from "@/components/ui/select";
import { toast } from "@/components/ui/toast";
import { type PlainKey, useT } from "@/i18n";
import { copyText } from "@/lib/clipboard";
import { useIsRunning } from "./answers/answer-store";
import { letterOf, MAX_COLUMNS } from "./draft";
import { useDeleteSession } from "./queries";
import type { Runs } from "./runs/use-runs";
import type { SessionSearch } from "./session-search";
import type { DraftState, SaveState } from "./use-draft";

interface SessionHeaderProps {
  projectId: string;
  sessionId: string;
  search: SessionSearch;
  onSearch: (search: SessionSearch) => void;
  onGone: () => void;
  state: DraftState;
  runs: Runs;
  mayEdit: boolean;
  canRun: boolean;
  onRunAll: () => void;
  onAddColumn: () => void;
  onTable: () => void;
  onRuns: () => void;
  onCopy: () => void;
}

const SAVING: Record<SaveState, PlainKey> = {
  saved: "playground.saveState_saved",
  changed: "playground.saveState_changed",
  saving: "playground.saveState_saving",
  failed: "playground.saveState_failed",
  conflict: "playground.saveState_conflict",
};
const NOTHING = "-";

export function SessionHeader(props: SessionHeaderProps) {
  const { projectId, state, runs, mayEdit, canRun } = props;
  const t = useT();
  const running = useIsRunning(runs.store);
  return (
    <header className="flex min-h-12 shrink-0 flex-wrap items-center gap-x-2 gap-y-1.5 border-line border-b bg-surface px-3 py-2">
      <Button variant="ghost" size="icon-sm" asChild>
        <Link to="/projects/$projectId/playground" params={{ projectId }} aria-label={t("playground.allSessions")}>
          <ArrowLeft aria-hidden />
        </Link>
      </Button>
      <h1 className="min-w-0 max-md:flex-1">
        <input
          aria-label={t("playground.sessionName")}
          placeholder={t("playground.unnamed")}
          maxLength={200}
          readOnly={!mayEdit}
          value={state.draft.name}
          onChange={(event) => state.change((now) => ({ ...now, name: event.target.value }))}
          className="field-sizing-content h-7 min-w-32 max-w-full rounded-sm bg-transparent px-1.5 font-semibold text-base placeholder:text-faint hover:bg-hover"
        />
      </h1>
      {mayEdit && (
        <span role="status" className="text-faint text-xs" title={state.saving === "failed" ? state.problem : undefined}>
          {t(SAVING[state.saving])}
          {state.saving === "failed" && (
            <Button variant="link" size="sm" className="ml-1" onClick={() => void state.flush()}>
              {t("actions.tryAgain")}
            </Button>
          )}
        </span>
      )}
      {runs.reconnecting && (
        <span role="status" className="flex items-center gap-1 text-warning-text text-xs">
          <CircleDot className="size-3 animate-pulse" aria-hidden />
          {t("playground.reconnecting")}
        </span>
      )}
      <span className="flex-1 max-md:hidden" />
      <div className="flex flex-wrap items-center gap-1.5">
        <CompareSelect {...props} />
        {mayEdit && (
          <Button
            size="sm"
            aria-label={t("playground.addColumn")}
            disabled={state.draft.columns.length >= MAX_COLUMNS}
            onClick={props.onAddColumn}
          >
            <Columns3 aria-hidden />
            <span className="max-lg:hidden">{t("playground.addColumn")}</span>
          </Button>
        )}
        {mayEdit && (
          <Button size="sm" aria-label={t("playground.runTable")} disabled={!canRun} onClick={props.onTable}>
            <Table2 aria-hidden />
            <span className="max-lg:hidden">{t("playground.runTable")}</span>
          </Button>
        )}
        <Button size="sm" aria-label={t("playground.runs")} onClick={props.onRuns}>
          <History aria-hidden />
          <span className="max-lg:hidden">{t("playground.runs")}</span>
        </Button>
        <ShareButton />
        <SessionMenu {...props} />
        {mayEdit &&
          (running ? (
            <Button size="sm" variant="danger" onClick={runs.stop}>
              <Square aria-hidden />
              {t("playground.stop")}
              <Kbd keys="mod+." className="max-lg:hidden" />
            </Button>
          ) : (
            <Button size="sm" variant="primary" disabled={!canRun} onClick={props.onRunAll}>
              <Play aria-hidden />
              {t("playground.runAll")}
              <Kbd keys="mod+Enter" className="max-lg:hidden" />
            </Button>
          ))}
      </div>
    </header>
  );
}

function CompareSelect({ state, search, onSearch }: SessionHeaderProps) {
  const t = useT();
  const { columns } = state.draft;
  if (columns.length < 2) return null;
  const value = columns.some((one) => one.id === search.base) ? (search.base ?? NOTHING) : NOTHING;
  return (
    <Select
      aria-label={t("playground.compare")}
      className="h-7 w-auto text-xs"
      value={value}
      onValueChange={(next) => onSearch({ base: next === NOTHING ? undefined : next })}
      options={[
        { value: NOTHING, label: t("playground.compareNothing") },
        ...columns.map((column, place) => ({
          value: column.id,
          label: t("playground.compareWith", { letter: letterOf(place) }),
        })),
      ]}
    />
  );
}

/** The address of the page is its link; everybody in the project can open it. */
function ShareButton() {
  const t = useT();
  const share = async () => {
    if (await copyText(location.href)) toast.success(t("playground.linkCopied"));
  };
  return (
    <Button
      size="icon-sm"
      variant="ghost"
      aria-label={t("playground.share")}
      title={t("playground.share")}
      onClick={() => void share()}
    >
      <Link2 aria-hidden />
    </Button>
  );
}

function SessionMenu({ projectId, sessionId, mayEdit, onCopy, onGone }: SessionHeaderProps) {
  const t = useT();
  const [deleting, setDeleting] = useState(false);
  const remove = useDeleteSession(projectId);
  if (!mayEdit) return null;
  return (
    <>
      <Menu>
        <MenuTrigger asChild>
          <Button size="icon-sm" variant="ghost" aria-label={t("actions.more")}>
            <Ellipsis aria-hidden />
          </Button>
        </MenuTrigger>
        <MenuContent align="end">
          <MenuItem onSelect={onCopy}>
            <Copy aria-hidden />
            {t("playground.duplicateSession")}
          </MenuItem>
          <MenuSeparator />
          <MenuItem danger onSelect={() => setDeleting(true)}>
            <Trash2 aria-hidden />
            {t("playground.deleteSession")}
          </MenuItem>
        </MenuContent>
      </Menu>
      <Confirm
        open={deleting}
        onOpenChange={setDeleting}
        title={t("playground.deleteSessionAsk")}
        description={t("playground.deleteSessionWhy")}
        action={t("actions.delete")}
        busy={remove.isPending}
        onConfirm={() => remove.mutate(sessionId, { onSuccess: onGone })}
      />
    </>
  );
}
