/** Colours of series by their place; the eighth and further ones are grey. */
export const FILLS = ["fill-blue", "fill-violet", "fill-orange", "fill-teal", "fill-pink", "fill-green", "fill-yellow"] as const;
export const STROKES = [
  ...["stroke-blue", "stroke-violet", "stroke-orange", "stroke-teal", "stroke-pink", "stroke-green", "stroke-yellow"],
] as const;
export const GROUNDS = ["bg-blue", "bg-violet", "bg-orange", "bg-teal", "bg-pink", "bg-green", "bg-yellow"] as const;

export const hue = (hues: readonly string[], place: number, other: string) => hues[place] ?? other;
