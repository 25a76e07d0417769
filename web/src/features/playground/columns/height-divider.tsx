/** Moves the border between messages and answers, in all columns at once; by mouse or arrow keys. */
import type { KeyboardEvent, PointerEvent } from "react";
import { useT } from "@/i18n";

const [LOWEST, HIGHEST] = [0.15, 0.85];
const clamp = (share: number) => Math.min(HIGHEST, Math.max(LOWEST, share));

/** `share` is what the messages take of the height. */
export function HeightDivider({ share, onChange }: { share: number; onChange: (share: number) => void }) {
  const t = useT();
  const onPointerMove = (event: PointerEvent) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const box = event.currentTarget.parentElement?.getBoundingClientRect();
    if (box) onChange(clamp((event.clientY - box.top) / box.height));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const by = event.key === "ArrowUp" ? -0.05 : event.key === "ArrowDown" ? 0.05 : 0;
    if (by === 0) return;
    event.preventDefault();
    onChange(clamp(share + by));
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a movable separator, which <hr> cannot be
    <div
      role="separator"
      tabIndex={0}
      aria-orientation="horizontal"
      aria-valuenow={Math.round(share * 100)}
      aria-valuemin={LOWEST * 100}
      aria-valuemax={HIGHEST * 100}
      aria-label={t("playground.divider")}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={onPointerMove}
      onKeyDown={onKeyDown}
      className="relative z-10 -my-1 h-2 shrink-0 cursor-row-resize touch-none hover:bg-accent/30 max-md:hidden"
    />
  );
}
