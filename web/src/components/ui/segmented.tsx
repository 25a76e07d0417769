/** A choice of one from two to four, all of them visible. */
import { ToggleGroup as Primitive } from "radix-ui";
import type { ReactNode } from "react";
import { cn } from "@/lib/cn";

interface SegmentedProps<T extends string> {
  value: T;
  onValueChange: (value: T) => void;
  options: readonly { value: T; label: ReactNode; "aria-label"?: string }[];
  "aria-label": string;
  className?: string;
}

export function Segmented<T extends string>({ value, onValueChange, options, className, ...props }: SegmentedProps<T>) {
  return (
    <Primitive.Root
      type="single"
      value={value}
      onValueChange={(next) => next && onValueChange(next as T)}
      aria-label={props["aria-label"]}
      className={cn(
        "inline-flex h-8 shrink-0 items-center gap-0.5 rounded-md bg-sunken p-0.5 ring-1 ring-line ring-inset",
        className,
      )}
    >
      {options.map((option) => (
        <Primitive.Item
          key={option.value}
          value={option.value}
          aria-label={option["aria-label"]}
          className="inline-flex h-full items-center gap-1.5 rounded-sm px-2.5 font-medium text-soft text-xs hover:text-ink data-[state=on]:bg-raised data-[state=on]:text-ink data-[state=on]:shadow-sm [&_svg]:size-3.5"
        >
          {option.label}
        </Primitive.Item>
      ))}
    </Primitive.Root>
  );
}
