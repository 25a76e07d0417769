import { Tooltip as Primitive } from "radix-ui";
import type { ReactElement, ReactNode } from "react";
import { cn } from "@/lib/cn";

export const TooltipProvider = Primitive.Provider;

interface TipProps {
  content: ReactNode;
  side?: "top" | "right" | "bottom" | "left";
  className?: string;
  children: ReactElement;
}

/** Says more about a control that already has a name; never the only place where something is said. */
export function Tip({ content, side = "bottom", className, children }: TipProps) {
  if (!content) return children;
  return (
    <Primitive.Root>
      <Primitive.Trigger asChild>{children}</Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Content
          side={side}
          sideOffset={5}
          collisionPadding={8}
          className={cn(
            "z-60 max-w-80 animate-appear rounded-md bg-ink px-2 py-1 text-canvas text-xs shadow-md dark:bg-line-strong dark:text-ink",
            className,
          )}
        >
          {content}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
