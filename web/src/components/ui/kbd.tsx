import { cn } from "@/lib/cn";
import { keyNames } from "@/lib/shortcuts";

export function Kbd({ keys, className }: { keys: string; className?: string }) {
  return (
    <span className={cn("inline-flex gap-0.5", className)}>
      {keyNames(keys).map((name, index) => (
        <kbd
          key={index}
          className="inline-grid h-4.5 min-w-4.5 place-items-center rounded-xs border border-line-strong bg-surface px-1 font-sans text-2xs text-soft"
        >
          {name}
        </kbd>
      ))}
    </span>
  );
}
