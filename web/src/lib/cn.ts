/** Joins class names; later Tailwind classes win over earlier ones of the same kind. */
import { type ClassValue, clsx } from "clsx";
import { extendTailwindMerge } from "tailwind-merge";

// The type scale has a step of its own, which the merger would otherwise take for a text colour.
const merge = extendTailwindMerge({ extend: { classGroups: { "font-size": [{ text: ["2xs"] }] } } });

export function cn(...values: ClassValue[]): string {
  return merge(clsx(values));
}
