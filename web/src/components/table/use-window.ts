/** The stretch of time a list asks for: pinned, so that pages fit together, and moved on by hand or every so often. */
import { useCallback, useEffect, useState } from "react";
import { resolveRange, type TimeRange } from "@/lib/time-range";

export interface TimeWindow {
  from: string;
  to: string;
  /** Moves the window to the present. */
  renew: () => void;
}

/** `seconds`: how often to renew; 0 for never. */
export function useWindow(range: TimeRange, seconds: number): TimeWindow {
  const [anchor, setAnchor] = useState(() => new Date());
  const renew = useCallback(() => setAnchor(new Date()), []);
  useEffect(() => {
    if (seconds === 0) return;
    const timer = setInterval(renew, seconds * 1000);
    return () => clearInterval(timer);
  }, [seconds, renew]);
  return { ...resolveRange(range, anchor), renew };
}
