/** Reading what stands behind the `?` of an address. Anything may stand there; what does not fit is dropped. */

export function optionalText(value: unknown): string | undefined {
  if (typeof value === "string") return value === "" ? undefined : value;
  // The router reads `?q=12` as a number and `?q=true` as a boolean.
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return undefined;
}

export function optionalNumber(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

export function oneOf<T extends string>(value: unknown, choices: readonly T[]): T | undefined {
  return choices.find((choice) => choice === value);
}
