/** A text of a prompt with its variables and references marked, to be read or to be written. */
import { type ComponentProps, useMemo } from "react";
import { cn } from "@/lib/cn";
import { cutMarks } from "./marks";

const MARK_STYLE = {
  variable: "rounded-xs bg-accent-soft text-accent-text",
  reference: "rounded-xs bg-warning-soft text-warning-text",
};

export function MarkedText({ text }: { text: string }) {
  const pieces = useMemo(() => cutMarks(text), [text]);
  return pieces.map((piece, index) =>
    piece.kind === "plain" ? (
      piece.text
    ) : (
      <span key={index} className={MARK_STYLE[piece.kind]}>
        {piece.text}
      </span>
    ),
  );
}

interface MarkedTextareaProps extends Omit<ComponentProps<"textarea">, "value" | "onChange"> {
  value: string;
  onValueChange: (value: string) => void;
}

const LETTERS = "col-start-1 row-start-1 whitespace-pre-wrap break-words px-2.5 py-1.5 font-mono text-xs leading-5";

/** Grows with its text. The marks are drawn on a copy of the text behind the real, transparent one. */
export function MarkedTextarea({ value, onValueChange, className, ...props }: MarkedTextareaProps) {
  return (
    <div
      className={cn(
        "grid min-h-20 w-full rounded-md border border-line-strong bg-surface shadow-xs focus-within:outline-2 focus-within:outline-ring has-aria-invalid:border-danger",
        className,
      )}
    >
      <div aria-hidden className={cn(LETTERS, "pointer-events-none text-ink")}>
        <MarkedText text={value} />
        {/* A last empty line has no height of its own. */}
        {"\u200b"}
      </div>
      <textarea
        spellCheck={false}
        {...props}
        value={value}
        onChange={(event) => onValueChange(event.target.value)}
        className={cn(
          LETTERS,
          "resize-none overflow-hidden bg-transparent text-transparent caret-ink outline-none placeholder:text-faint",
        )}
      />
    </div>
  );
}
