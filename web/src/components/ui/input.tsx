import type { ComponentProps } from "react";
import { cn } from "@/lib/cn";

const shared =
  "w-full min-w-0 rounded-md border border-line-strong bg-surface text-sm text-ink shadow-xs placeholder:text-faint disabled:opacity-60 aria-invalid:border-danger";

export function Input({ className, ...props }: ComponentProps<"input">) {
  return <input className={cn(shared, "h-8 px-2.5", className)} {...props} />;
}

export function Textarea({ className, ...props }: ComponentProps<"textarea">) {
  return <textarea className={cn(shared, "min-h-20 px-2.5 py-1.5 leading-normal", className)} {...props} />;
}
