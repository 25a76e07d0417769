/** What is stored in a project, pushed as it happens. Where pushing fails, the page asks from time to time instead. */
import { useEffect, useRef, useState } from "react";

const COME_BACK_MS = 15_000;

/**
 * Calls `onNews` when something was stored in the project, and once whenever the stream opens: what came before that was not pushed. News
 * that comes while a call of `onNews` is under way leads to one more call. Returns whether news is pushed; while it is false, ask by yourself.
 *
 * A page that nobody sees does not listen: browsers allow few connections to one host.
 */
export function useLive(projectId: string, enabled: boolean, onNews: () => Promise<unknown> | undefined): boolean {
  const [pushed, setPushed] = useState(false);
  const wake = useRef(onNews);
  useEffect(() => {
    wake.current = onNews;
  });
  useEffect(() => {
    if (!enabled) return;
    const news = oneAtATime(() => wake.current());
    const end = listen(`/api/v1/projects/${encodeURIComponent(projectId)}/events`, news, setPushed);
    return () => {
      end();
      setPushed(false);
    };
  }, [projectId, enabled]);
  return pushed;
}

/** Runs `work`, and once more at its end when it was called meanwhile. */
export function oneAtATime(work: () => Promise<unknown> | undefined): () => void {
  let running = false;
  let again = false;
  const run = async () => {
    if (running) {
      again = true;
      return;
    }
    running = true;
    try {
      do {
        again = false;
        await work();
      } while (again);
    } finally {
      running = false;
    }
  };
  return () => void run().catch(() => undefined);
}

/** Listens while the page is seen, and comes back after the server refused. Returns how to end. */
function listen(address: string, news: () => void, onPushed: (pushed: boolean) => void): () => void {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const close = () => {
    source?.close();
    source = null;
    onPushed(false);
  };
  const open = () => {
    clearTimeout(timer);
    if (source || document.hidden) return;
    source = new EventSource(address);
    source.addEventListener("ready", () => {
      onPushed(true);
      news();
    });
    source.addEventListener("stored", news);
    source.addEventListener("error", () => {
      onPushed(false);
      // The browser tries again by itself, unless the server refused.
      if (source?.readyState !== EventSource.CLOSED) return;
      close();
      timer = setTimeout(open, COME_BACK_MS);
    });
  };
  const onVisibility = () => {
    if (!document.hidden) return open();
    close();
  };
  document.addEventListener("visibilitychange", onVisibility);
  open();
  return () => {
    document.removeEventListener("visibilitychange", onVisibility);
    clearTimeout(timer);
    close();
  };
}
