/** How traces beside a table are looked at: the next one like the one before. What is searched for is of one trace only. */
import { useState } from "react";
import { useStored } from "@/lib/storage";
import type { TraceLook } from "./views";

export function useLook(): [TraceLook, (change: TraceLook) => void] {
  const [kept, keep] = useStored<Pick<TraceLook, "view" | "tab">>("trace.panelLook", {});
  const [find, setFind] = useState<string>();
  const change = (next: TraceLook) => {
    if ("find" in next) setFind(next.find);
    else keep({ ...kept, ...next });
  };
  return [{ ...kept, find }, change];
}
