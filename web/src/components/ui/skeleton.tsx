import type { ComponentProps } from "react";
import { cn } from "@/lib/cn";

/** The shape of something that is on its way. */
export function Skeleton({ className, ...props }: ComponentProps<"div">) {
  return <div aria-hidden className={cn("h-3.5 animate-shimmer rounded-sm bg-hover", className)} {...props} />;
}
