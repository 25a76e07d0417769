/** The page's draft: changed at once, saved a moment later, and never over what somebody else has saved meanwhile. */
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { ApiError } from "@/api/client";
import type { Draft } from "./draft";
import { type Column, type Filling, type SessionOut, saveSession, sessionQuery } from "./queries";

const SAVE_AFTER_MS = 800;

export type SaveState = "saved" | "changed" | "saving" | "failed" | "conflict";

export interface DraftState {
  draft: Draft;
  change: (make: (draft: Draft) => Draft) => void;
  changeColumn: (columnId: string, make: (column: Column) => Column) => void;
  saving: SaveState;
  /** Why saving failed. */
  problem: string;
  /** Saves what is not saved; true when the server holds what is on the page. */
  flush: () => Promise<boolean>;
  /** Saves over what somebody else has saved. */
  overwrite: () => Promise<boolean>;
}

export const draftOf = (session: SessionOut): Draft => ({
  name: session.name,
  columns: session.columns as Column[],
  filling: session.filling as Filling,
});

export function useDraft(projectId: string, session: SessionOut, mayEdit: boolean): DraftState {
  const client = useQueryClient();
  const [draft, setDraft] = useState(() => draftOf(session));
  const [saving, setSaving] = useState<SaveState>("saved");
  const [problem, setProblem] = useState("");
  const held = useRef({ draft, saved: draft, revision: session.revision as number | null });
  const underWay = useRef<Promise<boolean>>(Promise.resolve(true));

  const save = useCallback(async (): Promise<boolean> => {
    const { draft: wanted, saved, revision } = held.current;
    if (wanted === saved || !mayEdit) return true;
    setSaving("saving");
    try {
      const done = await saveSession(projectId, session.id, { ...wanted, revision });
      held.current.saved = wanted;
      held.current.revision = done.revision;
      client.setQueryData(sessionQuery(projectId, session.id).queryKey, done);
      setSaving(held.current.draft === wanted ? "saved" : "changed");
      return held.current.draft === wanted ? true : await save();
    } catch (error) {
      setSaving(error instanceof ApiError && error.status === 409 ? "conflict" : "failed");
      setProblem(error instanceof Error ? error.message : String(error));
      return false;
    }
  }, [client, projectId, session.id, mayEdit]);

  /** One save after the other: each knows the revision that the one before it made. */
  const flush = useCallback(() => {
    underWay.current = underWay.current.then(save, save);
    return underWay.current;
  }, [save]);

  const overwrite = useCallback(() => {
    held.current.revision = null;
    return flush();
  }, [flush]);

  const change = useCallback((make: (draft: Draft) => Draft) => {
    const next = make(held.current.draft);
    if (next === held.current.draft) return;
    held.current.draft = next;
    setDraft(next);
    setSaving((state) => (state === "conflict" ? state : "changed"));
  }, []);
  const changeColumn = useCallback(
    (columnId: string, make: (column: Column) => Column) =>
      change((now) => ({ ...now, columns: now.columns.map((one) => (one.id === columnId ? make(one) : one)) })),
    [change],
  );

  useEffect(() => {
    if (saving !== "changed" || draft === held.current.saved) return;
    const timer = setTimeout(() => void flush(), SAVE_AFTER_MS);
    return () => clearTimeout(timer);
  }, [draft, saving, flush]);
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      if (held.current.draft !== held.current.saved && mayEdit) event.preventDefault();
    };
    window.addEventListener("beforeunload", warn);
    return () => {
      window.removeEventListener("beforeunload", warn);
      void flush();
    };
  }, [flush, mayEdit]);

  return { draft, change, changeColumn, saving, problem, flush, overwrite };
}
