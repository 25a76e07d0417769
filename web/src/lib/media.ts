/** Which shape of screen this is. */
import { useSyncExternalStore } from "react";

function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const list = matchMedia(query);
      list.addEventListener("change", listener);
      return () => list.removeEventListener("change", listener);
    },
    () => matchMedia(query).matches,
  );
}

/** True on phones and narrow windows, where side panels become sheets. */
export function usePhone(): boolean {
  return useMedia("(max-width: 767px)");
}

/** True for readers who asked their system for less motion. */
export function useReducedMotion(): boolean {
  return useMedia("(prefers-reduced-motion: reduce)");
}
