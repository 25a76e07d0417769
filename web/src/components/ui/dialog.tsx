/** A window over the page for one short task. For something to read beside the page use `Sheet`. */
import { X } from "lucide-react";
import { Dialog as Primitive } from "radix-ui";
import type { ReactNode } from "react";
import { useT } from "@/i18n";
import { cn } from "@/lib/cn";

interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  description?: ReactNode;
  children: ReactNode;
  footer?: ReactNode;
  className?: string;
}

export function Dialog({ open, onOpenChange, title, description, children, footer, className }: DialogProps) {
  const t = useT();
  return (
    <Primitive.Root open={open} onOpenChange={onOpenChange}>
      <Primitive.Portal>
        <Primitive.Overlay className="fixed inset-0 z-40 bg-ink/25 backdrop-blur-[1px] dark:bg-sunken/70" />
        <Primitive.Content
          data-modal="true"
          {...(description ? {} : { "aria-describedby": undefined })}
          className={cn(
            "fixed top-[max(1rem,12vh)] left-1/2 z-50 flex max-h-[calc(100dvh-max(1rem,12vh)-1rem)] w-[min(32rem,calc(100vw-2rem))] -translate-x-1/2 animate-appear flex-col rounded-xl border border-line bg-raised shadow-lg outline-none",
            className,
          )}
        >
          <div className="flex items-start gap-3 px-5 pt-4 pb-3">
            <div className="min-w-0 flex-1">
              <Primitive.Title className="font-semibold text-lg">{title}</Primitive.Title>
              {description && <Primitive.Description className="mt-1 text-soft text-sm">{description}</Primitive.Description>}
            </div>
            <Primitive.Close
              aria-label={t("actions.close")}
              className="-mr-1.5 grid size-7 place-items-center rounded-md text-faint hover:bg-hover hover:text-ink"
            >
              <X className="size-4" aria-hidden />
            </Primitive.Close>
          </div>
          <div className="min-h-0 flex-1 overflow-y-auto px-5 pb-5">{children}</div>
          {footer && <div className="flex justify-end gap-2 border-line border-t px-5 py-3">{footer}</div>}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
