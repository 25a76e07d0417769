/** What one side of a turn said, in a paragraph: the last words of that role, or the one text of a small object. */
import { useMemo } from "react";
import { MediaProvider } from "@/components/markdown/media";
import { JsonView } from "./json-view";
import { LongText } from "./long-text";
import { gist, isObject, maybeJson } from "./messages";

interface SaidTextProps {
  /** Where media in the text are read from. */
  media: (mediaId: string) => string;
  text: string;
  role: "user" | "assistant";
  label: string;
}

export function SaidText({ media, text, role, label }: SaidTextProps) {
  const value = useMemo(() => maybeJson(text), [text]);
  const words = gist(value, role) || onlyText(value);
  return (
    <MediaProvider value={media}>
      {words || typeof value === "string" ? <LongText text={words || text} /> : <JsonView value={value} label={label} />}
    </MediaProvider>
  );
}

/** The text of an object that has one entry only, such as `{"question": "…"}`. */
function onlyText(value: unknown): string {
  if (!isObject(value)) return "";
  const entries = Object.values(value);
  return entries.length === 1 && typeof entries[0] === "string" ? entries[0] : "";
}
