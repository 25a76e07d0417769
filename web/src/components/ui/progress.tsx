import { Progress as Primitive } from "radix-ui";
import { cn } from "@/lib/cn";

/** `value` between 0 and 1; null while the end is unknown. */
export function Progress({ value, label, className }: { value: number | null; label: string; className?: string }) {
  return (
    <Primitive.Root
      value={value === null ? null : Math.round(value * 100)}
      aria-label={label}
      className={cn("h-1.5 w-full overflow-hidden rounded-full bg-hover", className)}
    >
      <Primitive.Indicator
        className={cn("h-full rounded-full bg-accent transition-[width]", value === null && "w-1/3 animate-shimmer")}
        style={value === null ? undefined : { width: `${Math.round(value * 100)}%` }}
      />
    </Primitive.Root>
  );
}
