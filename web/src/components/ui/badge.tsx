import { cva, type VariantProps } from "class-variance-authority";
import type { ComponentProps } from "react";
import { cn } from "@/lib/cn";

const styles = cva(
  "inline-flex h-5 max-w-full items-center gap-1 truncate rounded-sm px-1.5 font-medium text-2xs [&_svg]:size-3 [&_svg]:shrink-0",
  {
    variants: {
      tone: {
        neutral: "bg-sunken text-soft ring-1 ring-line ring-inset",
        accent: "bg-accent-soft text-accent-text",
        danger: "bg-danger-soft text-danger-text",
        warning: "bg-warning-soft text-warning-text",
        success: "bg-success-soft text-success-text",
      },
    },
    defaultVariants: { tone: "neutral" },
  },
);

export type Tone = NonNullable<VariantProps<typeof styles>["tone"]>;

export function Badge({ className, tone, ...props }: ComponentProps<"span"> & VariantProps<typeof styles>) {
  return <span className={cn(styles({ tone }), className)} {...props} />;
}
