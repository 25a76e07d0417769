/** The numbers behind the labels of a score. Pure. */

interface Category {
  label: string;
  value: number;
}

/** Labels that were there keep their numbers, because stored scores have them; new ones get the next free number. */
export function numberCategories(labels: readonly string[], known: readonly Category[]): Category[] {
  const numbers = new Map(known.map(({ label, value }) => [label, value]));
  let next = Math.max(-1, ...numbers.values()) + 1;
  return labels.map((label) => ({ label, value: numbers.get(label) ?? next++ }));
}
