/** The text of the search bar in colours, the part that the server objects to underlined. */
import { cn } from "@/lib/cn";
import type { FilterProblem } from "./fields";
import { lex, type TokenKind } from "./lex";

const COLOURS: Record<TokenKind, string> = {
  field: "text-accent-text",
  operator: "text-orange",
  value: "text-ink",
  word: "text-ink",
  keyword: "text-violet font-medium",
  not: "text-danger-text font-medium",
  bracket: "text-faint",
  space: "",
};

export function PaintedText({ text, problem }: { text: string; problem: FilterProblem | null }) {
  return lex(text).map((token) => {
    const wrong = problem && token.kind !== "space" && token.start < problem.end && token.end > problem.start;
    return (
      <span
        key={token.start}
        className={cn(COLOURS[token.kind], wrong && "underline decoration-danger decoration-wavy underline-offset-2")}
      >
        {token.text}
      </span>
    );
  });
}
