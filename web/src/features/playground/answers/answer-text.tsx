/** How answers are drawn: as they stand, or as Markdown by what the route brings along. */
import { createContext, type ReactNode, use } from "react";
import { useStored } from "@/lib/storage";
import "@/i18n/late/playground";

export type RenderText = (text: string) => ReactNode;

const RenderContext = createContext<RenderText | null>(null);
export const AnswerTextProvider = RenderContext;

export type AnswerForm = "markdown" | "text";

export function useAnswerForm() {
  return useStored<AnswerForm>("playground.form", "markdown");
}

/** A finished answer. What is JSON, or still growing, is drawn as it stands. */
export function AnswerText({ text, form }: { text: string; form: AnswerForm }) {
  const render = use(RenderContext);
  if (render && form === "markdown") return <div data-answer>{render(text)}</div>;
  return (
    <p data-answer className="whitespace-pre-wrap break-words text-sm leading-relaxed">
      {text}
    </p>
  );
}
