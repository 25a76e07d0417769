/** Light, dark, or as the system says. The first paint is set by public/theme.js, which reads the same stored word. */
import { useSyncExternalStore } from "react";

export type Theme = "light" | "dark" | "system";

const KEY = "lumetra.theme";
const listeners = new Set<() => void>();
const systemDark = () => globalThis.matchMedia?.("(prefers-color-scheme: dark)");

function readTheme(): Theme {
  try {
    const stored = localStorage.getItem(KEY);
    return stored === "light" || stored === "dark" ? stored : "system";
  } catch {
    return "system";
  }
}

let current = readTheme();

export function isDark(): boolean {
  return current === "dark" || (current === "system" && systemDark()?.matches === true);
}

function apply(): void {
  document.documentElement.classList.toggle("dark", isDark());
  for (const listener of listeners) listener();
}

export function setTheme(theme: Theme): void {
  current = theme;
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // The choice then lasts as long as the page.
  }
  apply();
}

systemDark()?.addEventListener("change", apply);

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The choice, and whether the screen is dark now (charts need to know). */
export function useTheme(): { theme: Theme; dark: boolean } {
  const theme = useSyncExternalStore(subscribe, () => current);
  const dark = useSyncExternalStore(subscribe, isDark);
  return { theme, dark };
}
