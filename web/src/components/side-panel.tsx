/** Something to read beside a table: a resizable panel at the right, on phones a sheet. Its content has the button that closes it. */
import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef } from "react";
import { useT } from "@/i18n";
import { usePhone } from "@/lib/media";
import { useShortcut } from "@/lib/shortcuts";
import { useStored } from "@/lib/storage";
import { Sheet } from "./ui/sheet";

interface SidePanelProps {
  open: boolean;
  onClose: () => void;
  /** Its width is remembered under this name, as a share of the window. */
  name: string;
  title: string;
  children: ReactNode;
}

const [NARROWEST, WIDEST] = [0.25, 0.8];
const clamp = (share: number) => Math.min(WIDEST, Math.max(NARROWEST, share));

export function SidePanel({ open, onClose, name, title, children }: SidePanelProps) {
  const t = useT();
  const phone = usePhone();
  const [share, setShare] = useStored(`panel.${name}`, 0.5);
  const panel = useRef<HTMLElement>(null);
  useShortcut({ keys: "Escape", label: t("actions.close"), group: t("shell.shortcutTable") }, onClose, open && !phone);
  if (!open) return null;
  if (phone) {
    return (
      <Sheet open onOpenChange={(next) => !next && onClose()} title={title} bare side="bottom" className="h-[92dvh]">
        {children}
      </Sheet>
    );
  }
  const onPointerMove = (event: PointerEvent) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId) || !panel.current) return;
    panel.current.style.width = `${clamp(1 - event.clientX / window.innerWidth) * 100}vw`;
  };
  const onPointerUp = (event: PointerEvent) => setShare(clamp(1 - event.clientX / window.innerWidth));
  const onKeyDown = (event: KeyboardEvent) => {
    const by = event.key === "ArrowLeft" ? 0.04 : event.key === "ArrowRight" ? -0.04 : 0;
    if (by === 0) return;
    event.preventDefault();
    setShare(clamp(share + by));
  };
  return (
    <aside
      ref={panel}
      aria-label={title}
      className="relative flex shrink-0 animate-appear flex-col border-line border-l bg-surface shadow-lg"
      style={{ width: `${clamp(share) * 100}vw` }}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: a movable separator, which <hr> cannot be */}
      <div
        role="separator"
        tabIndex={0}
        aria-orientation="vertical"
        aria-valuenow={Math.round(share * 100)}
        aria-valuemin={NARROWEST * 100}
        aria-valuemax={WIDEST * 100}
        aria-label={t("table.resize", { column: title })}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerUp}
        onKeyDown={onKeyDown}
        className="absolute inset-y-0 -left-1 z-20 w-2 cursor-col-resize touch-none hover:bg-accent/30"
      />
      <div className="flex min-h-0 flex-1 flex-col">{children}</div>
    </aside>
  );
}
