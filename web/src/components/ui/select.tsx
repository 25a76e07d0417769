/** A choice of one from a short list. For long or searchable lists use `Combobox`. */
import { Check, ChevronDown } from "lucide-react";
import { Select as Primitive } from "radix-ui";
import type { ReactNode } from "react";
import { cn } from "@/lib/cn";

export interface Option<T extends string> {
  value: T;
  label: ReactNode;
  hint?: ReactNode;
  disabled?: boolean;
}

interface SelectProps<T extends string> {
  value: T;
  onValueChange: (value: T) => void;
  options: readonly Option<T>[];
  "aria-label"?: string;
  id?: string;
  className?: string;
  disabled?: boolean;
  placeholder?: string;
}

export function Select<T extends string>({ value, onValueChange, options, className, placeholder, ...props }: SelectProps<T>) {
  return (
    <Primitive.Root value={value} onValueChange={onValueChange as (value: string) => void} disabled={props.disabled}>
      <Primitive.Trigger
        id={props.id}
        aria-label={props["aria-label"]}
        className={cn(
          "inline-flex h-8 min-w-0 items-center justify-between gap-2 rounded-md border border-line-strong bg-surface px-2.5 text-ink text-sm shadow-xs hover:bg-hover disabled:opacity-50 data-[placeholder]:text-faint",
          className,
        )}
      >
        <span className="truncate">
          <Primitive.Value placeholder={placeholder} />
        </span>
        <ChevronDown className="size-3.5 shrink-0 text-faint" aria-hidden />
      </Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Content
          position="popper"
          sideOffset={4}
          className="z-50 max-h-(--radix-select-content-available-height) min-w-(--radix-select-trigger-width) max-w-96 animate-appear overflow-y-auto rounded-lg border border-line bg-raised p-1 shadow-md"
        >
          <Primitive.Viewport>
            {options.map((option) => (
              <Primitive.Item
                key={option.value}
                value={option.value}
                disabled={option.disabled}
                className="flex select-none items-center gap-2 rounded-sm py-1.5 pr-2 pl-7 text-sm outline-none data-[disabled]:opacity-50 data-[highlighted]:bg-hover"
              >
                <Primitive.ItemIndicator className="absolute left-2.5">
                  <Check className="size-3.5 text-accent-text" aria-hidden />
                </Primitive.ItemIndicator>
                <div className="min-w-0">
                  <Primitive.ItemText>{option.label}</Primitive.ItemText>
                  {option.hint && <div className="text-faint text-xs">{option.hint}</div>}
                </div>
              </Primitive.Item>
            ))}
          </Primitive.Viewport>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
