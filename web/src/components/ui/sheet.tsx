/** A panel from an edge of the screen: navigation and filters on phones, things to read beside the page on desktops. */
import { X } from "lucide-react";
import { Dialog as Primitive } from "radix-ui";
import type { ReactNode } from "react";
import { useT } from "@/i18n";
import { cn } from "@/lib/cn";

interface SheetProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  side?: "left" | "right" | "bottom";
  /** Without a line for title and close button: the content has its own. Screen readers still hear the title. */
  bare?: boolean;
  className?: string;
  children: ReactNode;
}

const SIDES = {
  left: "inset-y-0 left-0 w-[min(20rem,88vw)] border-r animate-slide-right",
  right: "inset-y-0 right-0 w-[min(40rem,94vw)] border-l animate-slide-left",
  bottom: "inset-x-0 bottom-0 max-h-[88dvh] rounded-t-xl border-t animate-slide-up",
};

export function Sheet({ open, onOpenChange, title, side = "right", bare = false, className, children }: SheetProps) {
  const t = useT();
  return (
    <Primitive.Root open={open} onOpenChange={onOpenChange}>
      <Primitive.Portal>
        <Primitive.Overlay className="fixed inset-0 z-40 bg-ink/25 dark:bg-sunken/70" />
        <Primitive.Content
          data-modal="true"
          aria-describedby={undefined}
          className={cn("fixed z-50 flex flex-col border-line bg-surface shadow-lg outline-none", SIDES[side], className)}
        >
          <div className={cn("flex items-center gap-2 border-line border-b px-4 py-2.5", bare && "sr-only")}>
            <Primitive.Title className="flex-1 font-semibold text-base">{title}</Primitive.Title>
            {!bare && (
              <Primitive.Close
                aria-label={t("actions.close")}
                className="grid size-8 place-items-center rounded-md text-faint hover:bg-hover hover:text-ink"
              >
                <X className="size-4" aria-hidden />
              </Primitive.Close>
            )}
          </div>
          <div className="min-h-0 flex-1 overflow-y-auto">{children}</div>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
