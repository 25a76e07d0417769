/** Whether cards are being chosen. Nothing stays chosen when it ends. */
import { useState } from "react";

export function useChoosing(onSelect: ((selected: ReadonlySet<string>) => void) | undefined) {
  const [choosing, setChoosing] = useState(false);
  const choose = (on: boolean) => {
    setChoosing(on);
    if (!on) onSelect?.(new Set());
  };
  return { choosing, choose };
}
