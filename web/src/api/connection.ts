/** Whether the server can be reached. After a failure it is asked again, ever more slowly, until it answers. */
import { useSyncExternalStore } from "react";

const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 15_000;

let lost = false;
let delay = FIRST_RETRY_MS;
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();
const recoveries = new Set<() => void>();

function change(value: boolean): void {
  if (lost === value) return;
  lost = value;
  for (const listener of listeners) listener();
  if (!value) for (const recovered of recoveries) recovered();
}

async function answers(): Promise<boolean> {
  try {
    const response = await fetch("/api/public/health", { cache: "no-store" });
    return response.status < 500;
  } catch {
    return false;
  }
}

async function probe(): Promise<void> {
  if (await answers()) return connectionWorked();
  delay = Math.min(delay * 2, LONGEST_RETRY_MS);
  timer = setTimeout(probe, delay);
}

export function connectionFailed(): void {
  if (lost) return;
  change(true);
  delay = FIRST_RETRY_MS;
  clearTimeout(timer);
  timer = setTimeout(probe, delay);
}

export function connectionWorked(): void {
  clearTimeout(timer);
  change(false);
}

/** Asks at once. When the server does not answer, it is asked again until it does. */
export async function checkConnection(): Promise<boolean> {
  const here = await answers();
  if (here) connectionWorked();
  else connectionFailed();
  return here;
}

/** Runs `recovered` each time the connection comes back; returns how to stop. */
export function onRecovery(recovered: () => void): () => void {
  recoveries.add(recovered);
  return () => recoveries.delete(recovered);
}

export function useConnectionLost(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => lost,
  );
}

// The browser knows at once when its cable is pulled; everything else is noticed by the next request.
globalThis.addEventListener?.("offline", connectionFailed);
