/** Preferences of this browser (theme, widths, language). Never the state of a page: that is in its URL. */
import { useCallback, useState } from "react";

const PREFIX = "lumetra.";

export function readStored<T>(key: string, fallback: T): T {
  try {
    const text = localStorage.getItem(PREFIX + key);
    return text === null ? fallback : (JSON.parse(text) as T);
  } catch {
    return fallback;
  }
}

export function writeStored(key: string, value: unknown): void {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify(value));
  } catch {
    // Private windows and full disks refuse; the preference then lasts as long as the page.
  }
}

/** Like useState, kept in this browser. Another key is another value. */
export function useStored<T>(key: string, fallback: T): [T, (value: T) => void] {
  const [held, setHeld] = useState(() => ({ key, value: readStored(key, fallback) }));
  let current = held;
  if (held.key !== key) {
    current = { key, value: readStored(key, fallback) };
    setHeld(current);
  }
  const set = useCallback(
    (next: T) => {
      setHeld({ key, value: next });
      writeStored(key, next);
    },
    [key],
  );
  return [current.value, set];
}
