/** Runs columns and listens to their answers; a lost connection is taken up again where the server is by then. */
import { useCallback, useEffect, useRef, useState } from "react";
import { ApiError } from "@/api/client";
import { toast } from "@/components/ui/toast";
import { AnswerStore } from "../answers/answer-store";
import { readEvents } from "../answers/stream";
import type { Answer } from "../queries";
import { followRun, openRun, stopRun, useForgetRuns } from "./run-queries";

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 8000;

export interface Runs {
  store: AnswerStore;
  /** Whether a connection to a run is lost and being taken up again. */
  reconnecting: boolean;
  run: (columnIds: string[]) => Promise<void>;
  follow: (runId: string) => Promise<void>;
  stop: () => void;
}

/** `flush` saves the page first: the server runs what it holds. It answers false when that failed. */
export function useRuns(projectId: string, sessionId: string, flush: () => Promise<boolean>, known: Answer[] | undefined): Runs {
  const [store] = useState(() => new AnswerStore());
  const [lost, setLost] = useState(0);
  const forgetRuns = useForgetRuns(projectId, sessionId);
  const latest = useRef({ flush, forgetRuns });
  latest.current = { flush, forgetRuns };
  const leaving = useRef<AbortController>(null);
  const following = useRef(new Set<string>());

  useEffect(() => {
    const controller = new AbortController();
    leaving.current = controller;
    const followed = following.current;
    return () => {
      controller.abort();
      followed.clear();
    };
  }, []);
  useEffect(() => {
    if (known) store.offer(known);
  }, [known, store]);

  const follow = useCallback(
    async (runId: string) => {
      const signal = leaving.current?.signal;
      if (!signal || following.current.has(runId)) return;
      following.current.add(runId);
      const listen = async () => readEvents(await followRun(projectId, runId, signal), (event) => store.take(event));
      if (!(await listen().catch(isGone))) {
        setLost((count) => count + 1);
        await tryAgain(listen, signal);
        setLost((count) => count - 1);
      }
      following.current.delete(runId);
      latest.current.forgetRuns();
    },
    [projectId, store],
  );

  const run = useCallback(
    async (columnIds: string[]) => {
      store.begin(columnIds);
      let runId = "";
      try {
        if (!(await latest.current.flush())) {
          store.forget(columnIds);
          return;
        }
        const stream = await openRun(projectId, sessionId, columnIds);
        const ended = await readEvents(stream, (event) => {
          if (event.name === "run") {
            runId = event.data.run_id;
            following.current.add(runId);
          }
          store.take(event);
        });
        following.current.delete(runId);
        if (!ended && runId) return await follow(runId);
        if (!ended) store.lose(columnIds);
      } catch (error) {
        store.forget(columnIds);
        toast.error(error instanceof Error ? error.message : String(error));
      }
      store.lose(columnIds);
      latest.current.forgetRuns();
    },
    [projectId, sessionId, store, follow],
  );

  const stop = useCallback(() => {
    for (const runId of store.runIds()) {
      if (runId) void stopRun(projectId, runId).catch((error: Error) => toast.error(error.message));
    }
  }, [projectId, store]);

  return { store, reconnecting: lost > 0, run, follow, stop };
}

/** Whether there is nothing to listen to any more: the run is not there, or may not be read. Other failures may pass. */
function isGone(error: unknown): boolean {
  return error instanceof ApiError && error.status < 500;
}

/** Listens again after longer and longer pauses, until the end was heard or the page is left. */
async function tryAgain(listen: () => Promise<boolean>, signal: AbortSignal): Promise<void> {
  for (let wait = FIRST_WAIT_MS; !signal.aborted; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
    await new Promise((resolve) => setTimeout(resolve, wait));
    if (signal.aborted || (await listen().catch(isGone))) return;
  }
}
