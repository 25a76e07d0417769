/** A part of the app that could not be fetched: the server is away, or was updated since this page was loaded. */
import { useEffect } from "react";
import { checkConnection, onRecovery, useConnectionLost } from "@/api/connection";

// What Chromium, Firefox and Safari say.
const MISSING_PART = /dynamically imported module|importing a module script failed/i;
const RELOADED = "reloaded";
/** A page that is broken for good is not loaded again and again. */
const ONCE_IN_MS = 60_000;

/** The router would load the page again at once: without a server nothing of it would be left. Call it before the router starts. */
export function keepPageWithoutParts(): void {
  addEventListener("vite:preloadError", (event) => {
    sessionStorage.setItem(`tanstack_router_reload:${event.payload.message}`, "1");
  });
}

/** What to say of an error; where a part is missing, the page is loaded again as soon as the server answers. */
export function useMissingPart(error: unknown): "away" | "outdated" | null {
  const missing = error instanceof Error && MISSING_PART.test(error.message);
  const lost = useConnectionLost();
  useEffect(() => {
    if (!missing) return;
    void checkConnection().then((here) => here && reloadOnce());
    return onRecovery(reloadOnce);
  }, [missing]);
  return missing ? (lost ? "away" : "outdated") : null;
}

function reloadOnce(): void {
  if (Date.now() - Number(sessionStorage.getItem(RELOADED)) < ONCE_IN_MS) return;
  sessionStorage.setItem(RELOADED, String(Date.now()));
  location.reload();
}
