/** Keyboard shortcuts: one registry, so that the help sheet lists what the page really answers to. */
import { useEffect, useRef, useSyncExternalStore } from "react";

export interface Shortcut {
  /** `mod+k`, `?`, `j`, `g t` (a sequence). `mod` is Command on a Mac and Control elsewhere. */
  keys: string;
  label: string;
  group: string;
}

interface Entry extends Shortcut {
  run: () => void;
}

const entries: Entry[] = [];
const listeners = new Set<() => void>();
let snapshot: Shortcut[] = [];
let pending = "";
let pendingTimer: ReturnType<typeof setTimeout> | undefined;

const SEQUENCE_MS = 900;

const isMac = /mac|iphone|ipad/i.test(globalThis.navigator?.platform ?? "");

function changed(): void {
  snapshot = entries.map(({ keys, label, group }) => ({ keys, label, group }));
  for (const listener of listeners) listener();
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName) || target.closest(".cm-editor") !== null;
}

function describe(event: KeyboardEvent): string {
  const mod = isMac ? event.metaKey : event.ctrlKey;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return `${mod ? "mod+" : ""}${event.altKey ? "alt+" : ""}${key}`;
}

function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const pressed = describe(event);
  if (isTyping(event.target) && !pressed.startsWith("mod+")) return;
  // A page behind an open dialog does not answer; dialogs bring their own keys.
  const modal = document.querySelector('[role="dialog"][data-modal="true"], [role="alertdialog"]') !== null;
  if (modal && !pressed.startsWith("mod+")) return;
  const sequence = pending ? `${pending} ${pressed}` : pressed;
  const found = entries.findLast((entry) => entry.keys === sequence) ?? entries.findLast((entry) => entry.keys === pressed);
  clearTimeout(pendingTimer);
  pending = "";
  if (found) {
    event.preventDefault();
    found.run();
    return;
  }
  if (entries.some((entry) => entry.keys.startsWith(`${pressed} `))) {
    pending = pressed;
    pendingTimer = setTimeout(() => {
      pending = "";
    }, SEQUENCE_MS);
  }
}

/** Answers to `keys` while the component is mounted and `enabled`. The last one mounted wins. */
export function useShortcut(shortcut: Shortcut, run: () => void, enabled = true): void {
  const latest = useRef(run);
  latest.current = run;
  const { keys, label, group } = shortcut;
  useEffect(() => {
    if (!enabled) return;
    const entry: Entry = { keys, label, group, run: () => latest.current() };
    if (entries.length === 0) window.addEventListener("keydown", onKey);
    entries.push(entry);
    changed();
    return () => {
      entries.splice(entries.indexOf(entry), 1);
      if (entries.length === 0) window.removeEventListener("keydown", onKey);
      changed();
    };
  }, [keys, label, group, enabled]);
}

export function useShortcuts(): Shortcut[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => snapshot,
  );
}

/** `mod+k` as this machine's keyboard names it. */
export function keyNames(keys: string): string[] {
  return keys.split(/[ +]/).map((key) => {
    if (key === "mod") return isMac ? "⌘" : "Ctrl";
    if (key === "alt") return isMac ? "⌥" : "Alt";
    if (key === "Escape") return "Esc";
    if (key === "ArrowDown") return "↓";
    if (key === "ArrowUp") return "↑";
    return key.length === 1 ? key.toUpperCase() : key;
  });
}
