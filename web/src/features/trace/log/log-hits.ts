/** What a search inside the trace found, as the log marks it. Pure. */
import type { TraceHit } from "../queries";

/** The words as they stand in the texts found, in lower case, the longest first. */
export function foundWords(hits: readonly TraceHit[]): string[] {
  const words = new Set<string>();
  for (const { highlights } of hits) {
    for (const { text, ranges } of highlights) {
      const characters = [...text]; // the server counts characters, not UTF-16 units
      for (const [from = 0, to = 0] of ranges) words.add(characters.slice(from, to).join("").toLowerCase());
    }
  }
  return [...words].filter(Boolean).sort((one, other) => other.length - one.length);
}

export interface Piece {
  text: string;
  isHit: boolean;
}

/** A text in pieces, those found apart; joined they are the text. */
export function markWords(text: string, words: readonly string[]): Piece[] {
  if (words.length === 0) return [{ text, isHit: false }];
  const pattern = new RegExp(`(${words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|")})`, "giu");
  return text
    .split(pattern)
    .map((piece, index) => ({ text: piece, isHit: index % 2 === 1 }))
    .filter((piece) => piece.text !== "");
}

/** Few characters before the first hit, so that it stands in the first line that is shown. */
const BEFORE = 80;

/** The text from a little before its first hit; null when none is in it. */
export function fromFirstHit(text: string, words: readonly string[]): string | null {
  const lower = text.toLowerCase();
  const places = words.map((word) => lower.indexOf(word)).filter((place) => place >= 0);
  if (places.length === 0) return null;
  const start = Math.min(...places) - BEFORE;
  return start <= 0 ? text : `…${text.slice(start)}`;
}
